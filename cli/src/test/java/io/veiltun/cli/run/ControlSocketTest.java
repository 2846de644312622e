package io.veiltun.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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
  void aRequestAboutDaitaReachesTheTunnelWhole() throws Exception {
    Path path = folder.resolve("s");
    DefenceRequest request = new DefenceRequest(Optional.of("entry"), "02" + "x".repeat(100_000));
    CompletableFuture<String> seen = new CompletableFuture<>();
    UnaryOperator<String> daita =
        words -> {
          seen.complete(words);
          return ControlAnswer.done("entry: on\nexit: on");
        };
    try (ControlServer _ = ControlServer.start(path, () -> "{}", daita, () -> {})) {
      assertThat(ControlClient.defend(path, request, PATIENCE)).isEqualTo("entry: on\nexit: on");
    }
    assertThat(DefenceRequest.parse(seen.join())).isEqualTo(request);
  }

  @Test
  void aFailureOfTheTunnelIsTheClientsFailure() throws Exception {
    Path path = folder.resolve("s");
    UnaryOperator<String> daita =
        words -> ControlAnswer.failed(new CommandFailure(ExitCode.USAGE, "no such peer"));
    try (ControlServer _ = ControlServer.start(path, () -> "{}", daita, () -> {})) {
      assertThatThrownBy(() ->
              ControlClient.defend(path, new DefenceRequest(Optional.empty(), "off"), PATIENCE))
          .isInstanceOfSatisfying(
              CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage("no such peer");
    }
  }

  @Test
  void aRequestWithoutAnEndIsAnsweredAsUnknown() throws Exception {
    Path path = folder.resolve("s");
    try (ControlServer _ = ControlServer.start(path, () -> "{}", words -> "?", () -> {})) {
      assertThat(ControlClient.ask(path, "daita " + "x".repeat(1 << 18), PATIENCE))
          .isEqualTo("unknown request");
    }
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
