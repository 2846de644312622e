package io.veiltun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is refused before anything is made; what is made is the integration tests' subject. */
class InterfaceStartTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

  private int run(String... arguments) {
    environment.put("VEILTUN_RUN_DIR", folder.resolve("run").toString());
    Program program = new Program(environment, arguments.length, Optional::empty);
    return VeilTun.commandLine(program).setErr(new PrintWriter(err, true)).execute(arguments);
  }

  @ParameterizedTest
  @CsvSource({"stauts, status", "dwon, down", "ups, up", "keygne, keygen", "chek, check"})
  void aSlipIsNotTakenForAName(String slip, String meant) {
    assertThat(run(slip)).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("there is no command " + slip + ": did you mean " + meant + "?", "with -f");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "sixteen-letters!", "0123456789abcdef", ".", "..", "a b", "é"})
  void whatCanBeNoNameIsRefused(String name) {
    assertThat(run(name)).isEqualTo(2);
    assertThat(run("-f", name)).isEqualTo(2);
    assertThat(err.toString()).contains("neither a command nor the name of an interface");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aNameThatIsTooLongIsToldWhy() {
    assertThat(run("wireguard-to-the-office")).isEqualTo(2);
    assertThat(err.toString()).contains("at most 15 characters");
  }

  @Test
  void theForegroundOfNothingIsAMistake() {
    assertThat(run("-f")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("-f needs the name of an interface");
  }

  @Test
  void aForgottenUpIsNamed() throws Exception {
    Path file = Files.createTempFile(Path.of(""), "p", ".j");
    try {
      assertThat(run(file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("did you mean veiltun up " + file + "?");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void moreThanOneNameIsRefused() {
    assertThat(run("wg0", "wg1")).isEqualTo(2);
    assertThat(err.toString()).contains("wg1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "2", "1234567"})
  void aVariableThatIsNoDescriptorIsRefused(String value) {
    environment.put("WG_TUN_FD", value);
    assertThat(run("wg0")).isEqualTo(2);
    environment.remove("WG_TUN_FD");
    environment.put("WG_UAPI_FD", value);
    assertThat(run("wg0")).isEqualTo(2);
    assertThat(err.toString()).contains("WG_TUN_FD is not", "WG_UAPI_FD is not");
  }

  /** Whatever it does not list is an interface, and gets the flags of a long-running process. */
  @Test
  void theStartScriptKnowsEveryCommandThatEndsSoon() throws Exception {
    String script = Files.readString(script());
    Matcher listed = Pattern.compile("(?s)case \\$\\{1:-\\} in\\s+(.*?)\\)").matcher(script);
    assertThat(listed.find()).isTrue();
    Set<String> soon = Set.of(listed.group(1).split("[\\s|\\\\]+", -1));

    CommandLine line = VeilTun.commandLine(new Program(Map.of(), 0, Optional::empty));
    assertThat(line.getSubcommands().keySet())
        .allSatisfy(command ->
            assertThat(soon.contains(command)).as(command).isEqualTo(!command.equals("up")));
  }

  private static Path script() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("veiltun"))) {
      at = java.util.Objects.requireNonNull(at.getParent());
    }
    return at.resolve("veiltun");
  }
}
