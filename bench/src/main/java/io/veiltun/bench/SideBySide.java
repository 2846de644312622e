package io.veiltun.bench;

import io.veiltun.cli.lab.Engine;
import io.veiltun.cli.lab.TemporaryFolder;
import io.veiltun.cli.lab.VeiltunEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Compares this engine with its peers, alternated in one run so that all meet the same machine. */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    description =
        "Measures VeilTun and other WireGuard programs alternately in network namespaces.")
public final class SideBySide implements Callable<Integer> {
  private static final String VEILTUN = "veiltun";

  @Option(
      names = "--engines",
      split = ",",
      description =
          "veiltun, wireguard-go, gotatun, boringtun; ratios are to the first; veiltun+size,"
              + " veiltun+daita: with DAITA at the entry, constant sizes only or the default"
              + " defence (default: all without DAITA that are found)")
  private List<String> engines = List.of();

  @Option(names = "--rounds", description = "medians are over these (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seconds", description = "of each load (default: ${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      description = "seconds of uncounted load each way (default: ${DEFAULT-VALUE})")
  private int warmUp = 3;

  @Option(names = "--hops", split = ",", description = "1, 2 or 1,2 (default: 1,2)")
  private List<Integer> hops = List.of(1, 2);

  @Option(names = "--udp", description = "Mbit/s of UDP offered (default: ${DEFAULT-VALUE})")
  private int udpMegabits = 1000;

  @Option(names = "--json", description = "result file (default: ${DEFAULT-VALUE})")
  private Path json = Path.of("side-by-side.json");

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  /** Runs the comparison and exits with 0, 1 (a measurement failed), 2 or 3. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SideBySide()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    if (!valid()) {
      return 2;
    }
    Map<String, Path> found = find();
    if (found.isEmpty()) {
      out.println("side-by-side: nothing to measure");
      return 3;
    }
    Map<String, Map<String, List<Sample>>> results = new LinkedHashMap<>();
    boolean failed = false;
    for (int number : hops) {
      Map<String, List<Sample>> samples = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (Map.Entry<String, Path> engine : found.entrySet()) {
          failed |= !measure(engine, number, round, samples);
        }
      }
      results.put(number == 1 ? "one hop" : "two hops", samples);
      if (!samples.isEmpty()) {
        out.println();
        out.println(Report.table(number, samples));
      }
    }
    write(found, results);
    return failed ? 1 : 0;
  }

  private boolean valid() {
    boolean known = hops.stream().allMatch(number -> number == 1 || number == 2);
    if (!known || rounds < 1 || seconds < 1 || warmUp < 1) {
      out.println("side-by-side: --hops is 1 or 2; --rounds, --seconds and --warm-up at least 1");
      return false;
    }
    return true;
  }

  private Map<String, Path> find() {
    Map<String, Path> found = new LinkedHashMap<>();
    List<String> wanted =
        engines.isEmpty() ? List.of(VEILTUN, "wireguard-go", "gotatun", "boringtun") : engines;
    for (String name : wanted) {
      Optional<Path> binary = binary(name);
      binary.ifPresent(file -> found.put(name, file));
      if (binary.isEmpty()) {
        out.println(name + " is missing; to get it: " + install(name));
      }
    }
    found.forEach((name, file) -> out.println(name + ": " + file));
    return found;
  }

  private static boolean isOurs(String name) {
    return name.equals(VEILTUN) || ShapedRow.named(name).isPresent();
  }

  private static Optional<Path> binary(String name) {
    if (isOurs(name)) {
      return Optional.ofNullable(System.getProperty("veiltun.launcher"))
          .map(Path::of)
          .filter(Files::isExecutable);
    }
    return PeerProgram.named(name).flatMap(PeerProgram::find);
  }

  private static String install(String name) {
    if (isOurs(name)) {
      return "build this repository";
    }
    return PeerProgram.named(name)
        .map(peer -> peer.install() + "  (then VEILTUN_PEERS=DIR)")
        .orElse("no such engine is known");
  }

  /** Returns whether it succeeded; a failed round is said and left out of the medians. */
  private boolean measure(
      Map.Entry<String, Path> engine, int number, int round, Map<String, List<Sample>> samples) {
    String name = engine.getKey();
    out.printf("%s, %d hop(s), round %d of %d ... ", name, number, round, rounds);
    out.flush();
    try (TemporaryFolder folder = TemporaryFolder.create("side-by-side-")) {
      Sample sample =
          new Round(number, seconds, warmUp, udpMegabits)
              .measure(engine(name, engine.getValue(), folder.path()));
      samples.computeIfAbsent(name, ignored -> new ArrayList<>()).add(sample);
      out.printf(
          "%.0f / %.0f Mbit/s, %.1f CPU s/GB%n",
          sample.tcp(), sample.tcpReverse(), sample.engineCpu());
      return true;
    } catch (IOException e) {
      out.printf("failed: %s%n", e.getMessage());
      return false;
    }
  }

  private static Engine engine(String name, Path binary, Path folder) {
    if (isOurs(name)) {
      return new VeiltunEngine(
          binary, folder, ShapedRow.named(name).map(ShapedRow::atEntry).orElse(Map.of()));
    }
    List<String> arguments = PeerProgram.named(name).orElseThrow().arguments();
    return new UserspaceEngine(name, binary, arguments, folder);
  }

  private void write(Map<String, Path> found, Map<String, Map<String, List<Sample>>> results)
      throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    document.put("kernel", System.getProperty("os.version"));
    document.put("cpus", Runtime.getRuntime().availableProcessors());
    document.put("load", Files.readString(Path.of("/proc/loadavg")).strip());
    document.put("secondsPerLoad", seconds);
    document.put("udpOfferedMbit", udpMegabits);
    document.put("engines", found.keySet());
    document.put("rounds", results);
    String text = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    Files.writeString(json, text + "\n");
    out.println("every round: " + json.toAbsolutePath());
  }
}
