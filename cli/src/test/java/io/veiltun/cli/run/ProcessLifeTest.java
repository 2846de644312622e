package io.veiltun.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: every command is started as a shell would. */
class ProcessLifeTest {
  private static final String NAME = "veil-life";

  @TempDir Path folder;
  private RunDirectory directory;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void directory() {
    directory = new RunDirectory(folder.resolve("run"));
  }

  @AfterEach
  void leaveNoProcess() throws Exception {
    if (Files.exists(directory.journal(NAME))) {
      Journal.read(directory, NAME).orElseThrow().process().signal(true);
    }
  }

  @Test
  void upReturnsWhenReadyAndDownStopsIt() throws Exception {
    Ended up = veiltun("up", profile("good"));
    assertThat(up).isEqualTo(new Ended(0, NAME + " is up\n", ""));

    assertThat(veiltun("status").out()).startsWith(NAME + "  client, path up, MTU 1420");
    assertThat(veiltun("status", NAME, "--json").out()).contains("\"interface\" : \"veil-life\"");
    assertThat(mode(directory.path())).isEqualTo("rwx------");
    assertThat(mode(directory.socket(NAME))).isEqualTo("rw-------");
    assertThat(mode(directory.log(NAME))).isEqualTo("rw-------");

    Ended again = veiltun("up", profile("good"));
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("already running (pid ", "veiltun down " + NAME);

    ProcessIdentity process = Journal.read(directory, NAME).orElseThrow().process();
    assertThat(veiltun("down", profile("good"))).isEqualTo(new Ended(0, NAME + " is down\n", ""));
    assertThat(process.alive()).isFalse();
    assertThat(directory.journal(NAME)).doesNotExist();
    assertThat(directory.socket(NAME)).doesNotExist();
    assertThat(directory.log(NAME)).content().contains("is up", "goes down");
  }

  @Test
  void aDefenceIsSwitchedInTheRunningProcess() throws Exception {
    veiltun("up", profile("good"));
    try {
      assertThat(veiltun("daita", NAME, "entry", "ratio 3"))
          .isEqualTo(new Ended(0, "entry: ratio 3\n", ""));
      assertThat(veiltun("daita", NAME, "nowhere", "off"))
          .isEqualTo(new Ended(2, "", "veiltun: there is no hop or peer: there is entry\n"));
      assertThat(directory.log(NAME)).content().contains("DAITA: entry: ratio 3");
    } finally {
      veiltun("down", NAME);
    }
    assertThat(veiltun("daita", NAME, "show").code()).isEqualTo(1);
  }

  @Test
  void downCleansUpAfterAKilledProcess() throws Exception {
    veiltun("up", profile("good"));
    ProcessIdentity process = Journal.read(directory, NAME).orElseThrow().process();
    process.signal(true);
    await().until(() -> !process.alive());

    Ended status = veiltun("status");
    assertThat(status.out()).contains("has crashed and left 1 changes", "veiltun down " + NAME);
    assertThat(veiltun("down", NAME).out()).contains("had crashed; everything is restored");
    assertThat(veiltun("status").out()).isEqualTo("no tunnel is running\n");
    assertThat(veiltun("down", NAME).code()).isEqualTo(1);
  }

  @Test
  void upCleansUpAfterAKilledProcess() throws Exception {
    veiltun("up", profile("good"));
    ProcessIdentity process = Journal.read(directory, NAME).orElseThrow().process();
    process.signal(true);
    await().until(() -> !process.alive());

    assertThat(veiltun("up", profile("good")).code()).isZero();
    assertThat(directory.log(NAME)).content().contains("was left by a process that died");
  }

  @Test
  void aProcessThatDoesNotStopIsKilled() throws Exception {
    veiltun("up", profile("stuck"));

    assertThat(veiltun("down", NAME).out()).contains("did not stop, was killed");
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  @Test
  void aPeerThatDoesNotAnswerIsToldByExitCode4() throws Exception {
    Ended up = veiltun("up", profile("silent"));

    assertThat(up).isEqualTo(new Ended(4, "", "veiltun: no answer from entry\n"));
    await().until(() -> !Files.exists(directory.journal(NAME)));
  }

  @Test
  void aWrongProfileIsToldByExitCode2() throws Exception {
    Path profile = Files.writeString(folder.resolve("wrong"), "one");

    Ended up = veiltun("up", profile.toString());

    assertThat(up.code()).isEqualTo(2);
    assertThat(up.err()).isEqualTo("veiltun: " + profile + ": expected two words\n");
    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void aTunnelThatEndsByItselfEndsTheForegroundWithTheReason() throws Exception {
    Ended up = veiltun("up", "-f", profile("dies"));

    assertThat(up.code()).isEqualTo(1);
    assertThat(up.err()).contains("veiltun: " + NAME + " ended: interface deleted");
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  @Test
  void sigtermEndsTheForegroundInOrder() throws Exception {
    Process process = start("up", "-f", profile("good"));
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(directory.socket(NAME)));
    awaitError("is up");

    process.destroy();

    assertThat(process.waitFor()).isZero();
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  @Test
  void sigtermDoesNotInterruptTheCleaningUp() throws Exception {
    Process process = start("up", "-f", profile("slow"));
    awaitError("is up");

    process.destroy();

    assertThat(process.waitFor()).isZero();
    assertThat(folder.resolve("err")).content().contains("closed in peace\n");
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  @Test
  void sigtermEndsTheWaitForReadiness() throws Exception {
    Process process = start("up", "-f", profile("waiting"));
    awaitError("waits for readiness");

    process.destroy();

    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("err")).content().contains("was stopped before it was ready");
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  private void awaitError(String text) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(folder.resolve("err")).contains(text));
  }

  private String profile(String fate) throws IOException {
    return Files.writeString(folder.resolve("profile"), fate + " " + NAME).toString();
  }

  private Ended veiltun(String... arguments) throws IOException, InterruptedException {
    int code = start(arguments).waitFor();
    return new Ended(
        code,
        Files.readString(folder.resolve("out"), StandardCharsets.UTF_8),
        Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(FakeProgram.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put(RunDirectory.OVERRIDE, directory.path().toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
