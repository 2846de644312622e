package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningEngineTest {
  @TempDir private Path folder;

  private RunningEngine start(String script) throws Exception {
    Path log = folder.resolve("engine.log");
    Process process = new ProcessBuilder("sh", "-c", script).redirectOutput(log.toFile()).start();
    return new RunningEngine(List.of(process), log);
  }

  @Test
  void engineThatEndsEarlyIsToldWithItsLog() throws Exception {
    try (RunningEngine engine = start("echo no such key; exit 2")) {
      assertThatIOException()
          .isThrownBy(() -> engine.awaitFile(folder.resolve("never")))
          .withMessageContaining("no such key");
    }
  }

  @Test
  void engineIsReadyWhenItsFileIsThere() throws Exception {
    Path socket = folder.resolve("socket");
    try (RunningEngine engine = start("touch '" + socket + "'; exec sleep 60")) {
      engine.awaitFile(socket);
      assertThat(Files.exists(socket)).isTrue();
    }
  }

  @Test
  void closedEngineRunsNoMore() throws Exception {
    RunningEngine engine = start("exec sleep 60");
    engine.close();
    assertThat(engine.processes()).noneMatch(Process::isAlive);
  }
}
