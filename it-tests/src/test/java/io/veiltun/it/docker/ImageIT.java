package io.veiltun.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image by itself, by {@code docker run}. */
@Tag("containers")
@Timeout(300)
@Order(4)
class ImageIT {
  private static final String NET_ADMIN_ALONE = "CapEff:\\s+0000000000001000";
  private static final String NOTHING = "CapEff:\\s+0000000000000000";

  @TempDir static Path folder;

  @BeforeAll
  static void build() throws IOException {
    Images.build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10001", "0"})
  void whoeverStartsItTheProgramIsAnOrdinaryUserWithOneCapability(String user) throws IOException {
    List<String> options =
        List.of(
            "--user",
            user,
            "--cap-drop",
            "ALL",
            "--cap-add",
            "NET_ADMIN",
            "--cap-add",
            "SETUID",
            "--cap-add",
            "SETGID",
            "--cap-add",
            "SETPCAP");
    assertThat(whatTheProgramIsGiven(options))
        .containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001")
        .containsPattern(NET_ADMIN_ALONE)
        .containsPattern("NoNewPrivs:\\s+1");
  }

  @Test
  void withoutTheCapabilityItStartsWithNone() throws IOException {
    assertThat(whatTheProgramIsGiven(List.of("--cap-drop", "ALL"))).containsPattern(NOTHING);
    assertThat(run(List.of("--cap-drop", "ALL", "--read-only"), "keygen")).hasSize(45);
  }

  @Test
  void itHoldsNoBuildToolsAndNothingThatChangesTheUser() throws IOException {
    String found =
        run(
            List.of("--user", "0", "--entrypoint", "sh"),
            "-c",
            "find / -xdev -type f -perm /6000; find / -xdev -type f -name javac -o -xdev -type f -name gcc");
    assertThat(found).isEmpty();
  }

  /** The kernel's words about the process that the entry point ends as. */
  private static String whatTheProgramIsGiven(List<String> options) throws IOException {
    Path look = folder.resolve("look");
    Files.writeString(look, "#!/bin/sh\nexec cat /proc/self/status\n");
    Files.setPosixFilePermissions(look, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--volume", look + ":/opt/veiltun/veiltun:ro"));
    return run(all);
  }

  private static String run(List<String> options, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of("docker", "run", "--rm", "--network", "none"));
    line.addAll(options);
    line.add(Images.VEILTUN);
    line.addAll(List.of(command));
    return SystemCommand.run(line.toArray(String[]::new));
  }
}
