package io.veiltun.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.command.Program;
import io.veiltun.cli.command.VeilTun;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MachineCommandTest {
  /** Does nothing; from the Rust crate maybenot-machines. */
  private static final String NOOP = "02eNpjYEAHjOgCAAA0AAI=";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listNamesTheCatalogueInWordsAndAsJson() {
    assertThat(run("machine", "list")).isZero();
    assertThat(out.toString()).contains("ephemeral-light", "netflow", "machine show NAME");
    assertThat(json("machine", "list", "--json").findValuesAsString("name")).contains("netflow");
  }

  @Test
  void showExplainsANameAndWhatItsMachinesDo() {
    assertThat(run("machine", "show", "netflow")).isZero();
    assertThat(out.toString())
        .contains("netflow: ", "after 1.5 s to 9.5 s (uniform) send one decoy", "Machine string");
    assertThat(out.toString()).contains("02eN");
  }

  @Test
  void showTellsTheLimitsOfAllMachinesOfAnEnd() {
    assertThat(run("machine", "show", "ephemeral-light-1")).isZero();
    assertThat(out.toString())
        .containsPattern("Decoys are at most [0-9.]+ % of the packets that the relay sends");
    assertThat(json("machine", "show", "ephemeral-light-1", "--json").at("/clientLimits"))
        .anyMatch(limit -> limit.asDouble() > 0);
  }

  @Test
  void showDecodesAStringToJsonAndDot() {
    JsonNode shown = json("machine", "show", NOOP, "--json");

    assertThat(shown.at("/client/0/string").asString()).isEqualTo(NOOP);
    assertThat(shown.at("/client/0/states").size()).isEqualTo(1);
    out.getBuffer().setLength(0);
    assertThat(run("machine", "show", NOOP, "--dot")).isZero();
    assertThat(out.toString()).startsWith("digraph machine {").endsWith("}\n");
  }

  @Test
  void showDrawsEveryMachineOfAFile() throws Exception {
    Path strings = write("m.txt", "# two\n" + NOOP + "\n\n" + NOOP + "\n");

    assertThat(run("machine", "show", strings.toString(), "--svg", path("m.svg"))).isZero();
    assertThat(Files.readString(folder.resolve("m-1.svg"))).startsWith("<svg ");
    assertThat(folder.resolve("m-2.svg")).exists();
  }

  @Test
  void showRefusesWhatItDoesNotKnowInOneLine() {
    assertThat(run("machine", "show", "netflaw")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("'netflaw'", "veiltun machine list");
    assertThat(run("machine", "show", NOOP, "--json", "--dot")).isEqualTo(2);
    assertThat(run("machine", "show", "tamaraw 1 2 3 4")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(3).contains("for example 'tamaraw 0.01 ");
  }

  @Test
  void showReadsStringsOfEveryCompressionAndSaysWhatIsWrongWithThem() {
    assertThat(run("machine", "show", "02aN5jYGBgYGRkZGRkYGBgAAAAAAAA")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("zlib: ");
  }

  @Test
  void checkReportsEveryBadStringAndTheValidOnes() throws Exception {
    Path strings = write("m.txt", NOOP + "\n02eNxx\n");

    int code = run("machine", "check", NOOP, "03ab", strings.toString(), path("none.txt"));

    assertThat(code).isEqualTo(2);
    assertThat(out.toString())
        .hasLineCount(2)
        .contains("machine 1: valid, 1 state, name 3e99bf655613b2dba361dee14e3e0ddf");
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("veiltun: "))
        .anyMatch(line -> line.contains("machine 2: version: "))
        .anyMatch(line -> line.contains("m.txt:2: zlib: "))
        .anyMatch(line -> line.contains("none.txt: no such file"));
  }

  @Test
  void checkSaysThatAStringIsEmpty() {
    assertThat(run("machine", "check", "")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("the machine string is empty");
    assertThat(run("machine", "show", "")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(2).contains("'' is neither a machine string nor");
  }

  @Test
  void checkTellsStringsNamesAndFilesApart() {
    assertThat(run("machine", "check", "02eN.abcde", "netflow", "a\nb.txt")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("machine 1: base64: '.' at 4"))
        .anyMatch(line -> line.contains("'netflow' is a name"))
        .anyMatch(line -> line.contains("a?b.txt: no such file"));
  }

  @Test
  void checkReadsStandardInput() {
    assertThat(runWith(NOOP + "\n", "check", "-")).isZero();
    assertThat(out.toString()).startsWith("standard input:1: valid");
    assertThat(runWith("\n", "check", "-")).isEqualTo(1);
  }

  @Test
  void generateIsRepeatableAndItsFileCanBeSimulated() throws Exception {
    String[] generate = {"machine", "generate", "--seed", "test", "--count", "2", "-o", path("a")};

    assertThat(run(generate)).as(err::toString).isZero();
    String first = Files.readString(folder.resolve("a"));
    assertThat(run(generate)).isZero();
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo(first).contains("seed test-");
    assertThat(run("machine", "check", path("a"))).as(err::toString).isZero();
    String one = first.lines().skip(1).findFirst().orElseThrow();
    Path defence = write("one.def", "One\n" + one + "\n");
    JsonNode figures =
        json(
            "machine",
            "simulate",
            "--json",
            "--trace",
            page(),
            "--client",
            defence.toString(),
            "--relay",
            defence.toString());
    assertThat(figures.at("/sent/decoys").asLong() + figures.at("/received/decoys").asLong())
        .isPositive();
  }

  @Test
  void generateRefusesWhatItCannotDo() {
    assertThat(run("machine", "generate")).isEqualTo(2);
    assertThat(run("machine", "generate", "--seed", "x", "--profile", "fast")).isEqualTo(2);
    assertThat(run("machine", "generate", "--seed", "x", "--count", "0")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(3).contains("--seed", "'fast'", "--count is 0");
  }

  @Test
  void withoutMachinesATraceStaysAsItIs() throws Exception {
    JsonNode figures = json("machine", "simulate", "--json", "--trace", page(), "-o", path("d"));

    assertThat(figures.at("/sent/data").asLong()).isEqualTo(40);
    assertThat(figures.at("/received/data").asLong()).isEqualTo(160);
    assertThat(figures.at("/sent/decoys").asLong()).isZero();
    assertThat(figures.at("/delayShare").asDouble()).isZero();
    assertThat(Files.readString(folder.resolve("d"))).hasLineCount(200).doesNotContain("p,");
  }

  @Test
  void simulateCountsPlotsAndWritesTheDecoys() throws Exception {
    String[] simulate = {
      "machine",
      "simulate",
      "--trace",
      page(),
      "--client",
      "netflow",
      "--relay",
      "netflow",
      "--rtt",
      "30",
      "--pps",
      "1000",
      "-o",
      path("d"),
      "--plot",
      path("p.svg")
    };

    assertThat(run(simulate)).as(err::toString).isZero();
    assertThat(out.toString()).contains("data packets", "decoys", "1 trace, ");
    assertThat(Files.readString(folder.resolve("d"))).contains(",sp,", ",rp,");
    assertThat(Files.readString(folder.resolve("p.svg"))).contains("without machines");
  }

  @Test
  void simulateNamesEachMistake() throws Exception {
    Path bad = write("bad.log", "0,s\nx,s\n");

    assertThat(run("machine", "simulate", "--trace", path("none"))).isEqualTo(2);
    assertThat(run("machine", "simulate", "--trace", bad.toString())).isEqualTo(2);
    assertThat(run("machine", "simulate", "--trace", write("e", "").toString())).isEqualTo(2);
    assertThat(run("machine", "simulate", "--trace", page(), "--rtt", "-1")).isEqualTo(2);
    assertThat(run("machine", "simulate", "--trace", page(), "--pps", "0")).isEqualTo(2);
    assertThat(run("machine", "simulate", "--trace", page(), "--relay", "none")).isEqualTo(2);
    assertThat(run("machine", "simulate", "--trace", page(), "-o", path("no/d"))).isEqualTo(1);
    assertThat(run("machine", "simulate", "--trace", page(), "--trace", page(), "-o", path("d")))
        .isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(8)
        .contains(
            "no such file",
            "bad.log: line 2",
            "no packet",
            "--rtt",
            "--pps",
            "'none'",
            "cannot be written",
            "one --trace");
  }

  /** Bursts of 50 packets, 12 s apart. */
  private String page() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      long burst = i / 50;
      long place = i % 50;
      long nanos = burst * 12_000_000_000L + place * 2_000_000L;
      text.append(nanos).append(i % 5 == 0 ? ",s,1420\n" : ",r,1420\n");
    }
    return write("page.log", text.toString()).toString();
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private JsonNode json(String... arguments) {
    out.getBuffer().setLength(0);
    assertThat(run(arguments)).as(err::toString).isZero();
    return JsonMapper.builder().build().readTree(out.toString());
  }

  private int run(String... arguments) {
    Program program = new Program(Map.of(), 0, Optional::empty);
    return VeilTun.commandLine(program)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int runWith(String input, String... arguments) {
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    return MachineCommand.commandLine(in)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
