package io.veiltun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void keygenPrintsAClampedKeyAndPskAnyKey() {
    assertThat(run("keygen")).isZero();
    byte[] key = Base64.getDecoder().decode(out.toString().strip());

    assertThat(out.toString()).hasSize(45);
    assertThat(key).hasSize(32);
    assertThat(key[0] & 7).isZero();
    assertThat(key[31] & 0xC0).isEqualTo(0x40);
    assertThat(run("keygen", "--psk")).isZero();
    assertThat(out.toString().lines().distinct()).hasSize(2);
  }

  /** RFC 7748 §6.1, Bob. */
  @Test
  void pubkeyIsAsInTheRfc() {
    String secret = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
    String expected = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";

    assertThat(pubkey(base64(secret) + "\n")).isZero();
    assertThat(out.toString()).isEqualTo(base64(expected) + "\n");
  }

  @Test
  void pubkeyRefusesWhatIsNoKeyWithoutRepeatingIt() {
    int code = pubkey("c2VjcmV0\n");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("44 characters").doesNotContain("c2VjcmV0");
  }

  @Test
  void unknownOptionsAreOneLineAndExitCode2() {
    assertThat(run("up", "--nonsense", "x")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("veiltun up --help");
  }

  @Test
  void everyProblemOfAProfileIsListed() throws Exception {
    Path profile =
        Files.writeString(
            folder.resolve("p.json"), "{\"interface\":{\"name\":\"a b\"},\"hops\":[]}");

    assertThat(run("check", profile.toString())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("veiltun: " + profile + ": ")
        .contains("/interface/name", "/hops")
        .doesNotContain("\tat ");
  }

  @Test
  void aProfileThatIsMissingIsNamedOnce() {
    assertThat(run("check", "missing.json")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("veiltun: missing.json: no such file\n");
  }

  @Test
  void checkShowsTheHopPlanAndTheMtu() throws Exception {
    Path profile = profile(client());

    assertThat(run("check", profile.toString())).as(err::toString).isZero();
    assertThat(out.toString())
        .contains(
            "veil0: client, 2 hops",
            "hop entry at 192.0.2.1:51820, as 10.66.0.2/32",
            ", fd66::2/128",
            "MTU: 1328: a path of 1500 carries entry 1420, exit 1328");
  }

  @Test
  void checkShowsWhatTheKillSwitchWillDo() throws Exception {
    String closed = client().replace("\"privateKey\"", "\"killSwitch\": true, \"privateKey\"");
    Path profile = profile(closed);

    assertThat(run("check", profile.toString())).as(err::toString).isZero();
    assertThat(out.toString())
        .contains("warning: /killSwitch: without /interface/dns names resolve only if")
        .contains(
            """
              kill switch: blocks all traffic outside the tunnel, IPv6 and forwarded packets too
                but UDP to 192.0.2.1:51820, DHCP, neighbour discovery, and private networks that
                this host is attached to when it comes up, where DNS (53, 853, 5355) is blocked
                it stays in force if the process dies, until veiltun down veil0
            """);
  }

  @Test
  void checkShowsWhatShapesTheTrafficAndWhatItCosts() throws Exception {
    String daita = ", \"daita\": { \"defence\": \"ratio 3\", \"limits\": { \"padding\": 0.5 } } }";
    Path profile = profile(client().replace("\"fd66::2/128\"] }", "\"fd66::2/128\"]" + daita));

    assertThat(run("check", profile.toString())).as(err::toString).isZero();
    assertThat(out.toString())
        .contains("  DAITA with entry: ratio 3, 1 machine here; datagrams of 1452 bytes\n")
        .contains(
            "    decoys up to 50 %, blocking up to what the machines allow, keepalives padded")
        .containsPattern("expected .*: sent \\+\\d+ % by equal sizes \\+\\d+ % by decoys, received")
        .doesNotContain("DAITA with exit");
  }

  @Test
  void aDefenceThatDoesNotExistIsFoundBeforeAnythingIsTouched() throws Exception {
    Path profile =
        profile(
            client()
                .replace(
                    "\"10.77.0.2/32\"] }",
                    "\"10.77.0.2/32\"], \"daita\": { \"defence\": [\"02x\"] } }")
                .replace(
                    "\"fd66::2/128\"] }",
                    "\"fd66::2/128\"], \"daita\": { \"defence\": \"nothing\" } }"));

    assertThat(run("check", profile.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "\n  /hops/0/daita/defence: 'nothing': there is no such defence; the catalogue has")
        .contains("\n  /hops/1/daita/defence/0: ");
  }

  @Test
  void daitaOfATunnelThatDoesNotRunIsAFailure() {
    assertThat(run("daita", "veil9", "show")).isEqualTo(1);
    assertThat(err.toString()).contains("veil9 is not running");
    assertThat(run("daita", "veil9")).isEqualTo(2);
    assertThat(run("daita", "veil9", "entry", "tamaraw", "0.01")).isEqualTo(2);
  }

  private Path profile(String json) throws Exception {
    Path profile = Files.writeString(folder.resolve("p.json"), json);
    Files.setPosixFilePermissions(
        profile, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    return profile;
  }

  @Test
  void aStackTraceOnlyComesWithDebug() {
    assertThat(run("up", "/nonexistent")).isEqualTo(3);
    assertThat(err.toString()).hasLineCount(1);
    assertThat(run("--debug", "up", "/nonexistent")).isEqualTo(3);
    assertThat(err.toString()).contains("\tat ");
  }

  @Test
  void completionNamesEveryCommand() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("up", "down", "status", "keygen", "complete -F");
  }

  @Test
  void versionNamesJava() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("veiltun \\S+ \\(Java 25.*\\)\n");
  }

  @Test
  void schemaIsPrinted() {
    assertThat(run("schema")).isZero();
    assertThat(out.toString()).contains("https://json-schema.org/draft/2020-12/schema");
  }

  @Test
  void trainingRunsWithoutPrivileges() {
    assertThat(run("train")).as(err::toString).isZero();
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private static String client() {
    return """
    { "interface": { "name": "veil0" }, "privateKey": "%s",
      "hops": [
        { "name": "entry", "publicKey": "%s", "endpoint": "192.0.2.1:51820",
          "addresses": ["10.66.0.2/32", "fd66::2/128"] },
        { "name": "exit", "publicKey": "%s", "endpoint": "[2001:db8::7]:51820",
          "addresses": ["10.77.0.2/32"] } ] }
    """
        .formatted(base64("40".repeat(32)), base64("41".repeat(32)), base64("42".repeat(32)));
  }

  private int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  private int pubkey(String input) {
    Pubkey command =
        new Pubkey(new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)));
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(new Failures(() -> false))
        .execute();
  }

  private CommandLine commandLine() {
    Program program =
        new Program(
            Map.of("VEILTUN_RUN_DIR", folder.resolve("run").toString()), 0, Optional::empty);
    return VeilTun.commandLine(program)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }
}
