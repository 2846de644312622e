package io.veiltun.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void statusAndStopAreAnswered() throws Exception {
    Path path = folder.resolve("s");
    CountDownLatch stopped = new CountDownLatch(1);
    try (ControlServer _ =
        ControlServer.start(path, () -> "{}", words -> "?", stopped::countDown)) {
      assertThat(ControlClient.ask(path, "status", PATIENCE)).isEqualTo("{}");
      assertThat(ControlClient.ask(path, "else", PATIENCE)).isEqualTo("unknown request");
      assertThat(stopped.getCount()).isEqualTo(1);
      assertThat(ControlClient.ask(path, "stop", PATIENCE)).isEqualTo("stopping");
      assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aLongAnswerArrivesWhole() throws Exception {
    Path path = folder.resolve("s");
    String answer = "x".repeat(1_000_000);
    try (ControlServer _ = ControlServer.start(path, () -> answer, words -> "?", () -> {})) {
      assertThat(ControlClient.ask(path, "status", PATIENCE)).isEqualTo(answer);
    }
  }

  @Test
  void aSilentClientDoesNotKeepOthersWaiting() throws Exception {
    Path path = folder.resolve("s");
    try (ControlServer _ = ControlServer.start(path, () -> "{}", words -> "?", () -> {});
        SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.connect(UnixDomainSocketAddress.of(path));
      assertThat(ControlClient.ask(path, "status", PATIENCE)).isEqualTo("{}");
    }
  }

  @Test
  void nobodyListeningIsAnError() {
    assertThatThrownBy(() -> ControlClient.ask(folder.resolve("none"), "status", PATIENCE))
        .isInstanceOf(IOException.class);
  }
}
