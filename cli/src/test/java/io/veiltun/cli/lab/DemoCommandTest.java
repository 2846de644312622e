package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new DemoCommand())
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }

  @Test
  void impossibleSizeIsWrongUsage() {
    assertThat(run("--size", "0")).isEqualTo(2);
    assertThat(errors.toString()).contains("--size is 1 to 10000 MB, not 0");
  }

  @Test
  void withoutTheLauncherItSaysHowToStart() {
    assertThat(run()).isEqualTo(1);
    assertThat(errors.toString()).contains("start it by the script veiltun");
  }

  @Test
  void capabilitiesAreReadFromTheEffectiveSet() {
    List<String> status =
        List.of("CapPrm:\tffffffffffffffff", "CapEff:\t0000000000203000", "CapBnd:\t0000");
    assertThat(Privileges.effectiveCapabilities(status)).isEqualTo(1L << 21 | 1L << 13 | 1L << 12);
  }
}
