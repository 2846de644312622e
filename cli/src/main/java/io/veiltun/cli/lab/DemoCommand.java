package io.veiltun.cli.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code veiltun demo}. Exit codes: 0 every promise held; 1 one did not, or something failed; 2
 * wrong usage; 3 the machine does not allow it, and the command that would is named.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Two hops between network namespaces of this machine, with real traffic and DAITA on the"
            + " entry hop, and what an observer of each link saw. Leaves one file, a picture: "
            + DemoCommand.PICTURE
            + ".")
public final class DemoCommand implements Callable<Integer> {
  static final String PICTURE = "veiltun-demo.svg";

  private static final String DEFENCE = "ephemeral-light";
  private static final int FAILED = 1;
  private static final int NOT_ALLOWED = 3;
  private static final int LARGEST_MEGABYTES = 10_000;
  private static final String INSIDE = "VEILTUN_DEMO_INSIDE";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--keep", description = "leave everything running until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--size",
      paramLabel = "MB",
      description = "size of the download (default: ${DEFAULT-VALUE})")
  private int megabytes = 50;

  @Option(
      names = "--no-daita",
      description = "without DAITA: only what two hops hide, and no picture")
  private boolean withoutDaita;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec().commandLine().getOut();
    if (megabytes < 1 || megabytes > LARGEST_MEGABYTES) {
      throw new ParameterException(
          spec().commandLine(), "--size is 1 to " + LARGEST_MEGABYTES + " MB, not " + megabytes);
    }
    Optional<Path> launcher = launcher();
    if (launcher.isEmpty()) {
      return fail(FAILED, "start it by the script veiltun: the demo runs `veiltun up` by it");
    }
    if (!Privileges.suffice()) {
      return withoutRoot(launcher.get());
    }
    Optional<String> obstacle = obstacle(out);
    if (obstacle.isPresent()) {
      return fail(NOT_ALLOWED, obstacle.get());
    }
    if (!withoutDaita && !Files.isWritable(Path.of("").toAbsolutePath())) {
      return fail(FAILED, "can't write " + PICTURE + " in this folder: start it in one of yours");
    }
    try {
      return run(launcher.get(), out);
    } catch (IOException e) {
      return fail(FAILED, String.valueOf(e.getMessage()));
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    return spec;
  }

  private static Optional<Path> launcher() {
    return Stream.of(System.getProperty("veiltun.launcher"), System.getenv("VEILTUN_LAUNCHER"))
        .flatMap(Stream::ofNullable)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private int fail(int code, String message) {
    spec().commandLine().getErr().println("veiltun demo: " + message);
    return code;
  }

  /** What is in the way although privileges suffice; missing tools are installed first. */
  private static Optional<String> obstacle(PrintWriter out) {
    if (!Privileges.tunAccessible()) {
      return Optional.of("/dev/net/tun can't be opened; run: sudo modprobe tun");
    }
    List<String> missing = SystemTools.missing();
    if (!missing.isEmpty()) {
      try {
        SystemTools.install(missing, line -> say(out, line));
      } catch (IOException e) {
        return Optional.of(
            "could not install what is missing; run: sudo " + SystemTools.command(missing));
      }
    }
    return Optional.empty();
  }

  private int withoutRoot(Path launcher) throws IOException {
    boolean possible =
        System.getenv(INSIDE) == null
            && Privileges.tunAccessible()
            && SystemTools.missing().isEmpty()
            && Privileges.userNamespaces();
    if (!possible) {
      return fail(
          NOT_ALLOWED, "needs root to make network namespaces; run: sudo " + launcher + " demo");
    }
    List<String> command = new ArrayList<>(List.of("env", INSIDE + "=1", launcher.toString()));
    command.addAll(spec().commandLine().getParseResult().originalArgs());
    if (!command.contains("demo")) {
      command.add(3, "demo");
    }
    return Privileges.inUserNamespace(command);
  }

  private int run(Path launcher, PrintWriter out) throws IOException {
    Consumer<String> progress = line -> say(out, line);
    try (TemporaryFolder folder = TemporaryFolder.create("veiltun-demo-")) {
      VeiltunEngine engine = new VeiltunEngine(launcher, folder.path(), defences());
      try (DemoScenario scenario = DemoScenario.open(engine, progress)) {
        show(folder.path(), out);
        List<Claim> claims = observe(scenario, engine, out, progress);
        if (keep) {
          stay(scenario, folder.path(), out);
        }
        return claims.stream().allMatch(claim -> claim.objection().isEmpty()) ? 0 : FAILED;
      }
    }
  }

  private Map<String, String> defences() {
    return withoutDaita ? Map.of() : Map.of("entry", DEFENCE);
  }

  private List<Claim> observe(
      DemoScenario scenario, VeiltunEngine engine, PrintWriter out, Consumer<String> progress)
      throws IOException {
    long bytes = megabytes * 1_000_000L;
    if (withoutDaita) {
      DemoResult result = scenario.run(bytes, progress);
      List<Claim> claims = scenario.judge(result);
      out.print(DemoReport.text(result, claims));
      out.flush();
      return claims;
    }
    PageComparison pages = new PageExperiment(scenario, engine).run(DEFENCE, progress);
    DemoResult result = scenario.run(bytes, progress);
    List<Claim> claims = new ArrayList<>(scenario.judge(result));
    claims.addAll(scenario.judge(pages));
    out.print(DemoReport.text(result, claims));
    out.print(ShapingReport.text(pages, new Sparkline(System.out.charset())));
    out.flush();
    draw(pages, out);
    return claims;
  }

  private static void draw(PageComparison pages, PrintWriter out) throws IOException {
    Path picture = Path.of(PICTURE).toAbsolutePath();
    Files.writeString(picture, pages.svg());
    out.println("\n  picture     " + picture);
    out.flush();
  }

  private static void say(PrintWriter out, String line) {
    out.println("- " + line);
    out.flush();
  }

  /** The profiles as they are; keys are in files beside them, named but not shown. */
  private static void show(Path folder, PrintWriter out) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".json")) {
          out.println("\n" + file);
          Files.readAllLines(file).forEach(line -> out.println("    " + line));
        }
      }
    }
    out.println();
    out.flush();
  }

  private static void stay(DemoScenario scenario, Path folder, PrintWriter out) {
    String client = scenario.lab().host("client").name();
    // Inside a user namespace the names are out of a plain shell's sight; the process is not.
    String enter =
        System.getenv(INSIDE) == null
            ? "sudo ip netns exec " + client
            : "nsenter --user --preserve-credentials --mount --target "
                + ProcessHandle.current().pid()
                + " nsenter --net="
                + scenario.lab().host("client").file();
    out.println("\nIt stays until Ctrl-C, which removes everything. Meanwhile:");
    out.println("  " + enter + " ping " + scenario.webAddress().getHostAddress());
    out.println("  " + enter + " bash    # as the client; the others end in -entry, -exit, -web");
    out.println("  logs and profiles: " + folder);
    out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
