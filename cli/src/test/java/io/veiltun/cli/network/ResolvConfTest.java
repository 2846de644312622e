package io.veiltun.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.exit.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvConfTest {
  private static final SetDns STEP =
      new SetDns(
          "veil0", List.of(InetAddress.ofLiteral("10.64.0.1"), InetAddress.ofLiteral("fd00::1")));

  @TempDir Path root;
  private Path file;

  @BeforeEach
  void etc() throws IOException {
    file = Files.createDirectories(root.resolve("etc")).resolve("resolv.conf");
  }

  @Test
  void fileNamesTheServersAndIsRestored() throws IOException, CommandFailure {
    Files.writeString(file, "nameserver 192.0.2.53\n");
    Undo undo = apply();

    assertThat(file).content().contains("nameserver 10.64.0.1\nnameserver fd00:0:0:0:0:0:0:1\n");
    undo.perform(host().system());
    assertThat(file).content().isEqualTo("nameserver 192.0.2.53\n");
  }

  @Test
  void symbolicLinkIsRestoredAndItsTargetUntouched() throws IOException, CommandFailure {
    Path target = Files.writeString(root.resolve("stub"), "nameserver 127.0.0.53\n");
    Files.createSymbolicLink(file, Path.of("../stub"));
    Undo undo = apply();

    assertThat(target).content().isEqualTo("nameserver 127.0.0.53\n");
    assertThat(file).content().contains("10.64.0.1");
    undo.perform(host().system());
    assertThat(Files.readSymbolicLink(file)).isEqualTo(Path.of("../stub"));
  }

  @Test
  void absentFileIsAbsentAgain() throws IOException, CommandFailure {
    Undo undo = apply();

    assertThat(file).exists();
    undo.perform(host().system());
    assertThat(file).doesNotExist();
  }

  @Test
  void whatAnotherProgramWroteStays() throws IOException, CommandFailure {
    Files.writeString(file, "nameserver 192.0.2.53\n");
    Undo undo = apply();
    Files.writeString(file, "nameserver 198.51.100.1\n");

    undo.perform(host().system());

    assertThat(file).content().isEqualTo("nameserver 198.51.100.1\n");
  }

  @Test
  void resolvconfGoesBeforeResolved() throws IOException, CommandFailure {
    Files.createDirectories(root.resolve("run/systemd/resolve"));
    FakeHost both = new FakeHost(root, "resolvconf", "resolvectl");
    assertThat(STEP.undo(both.system())).contains(new RevertDns("veil0", "resolvconf"));

    FakeHost resolved = new FakeHost(root, "resolvectl");
    assertThat(STEP.undo(resolved.system())).contains(new RevertDns("veil0", "resolvectl"));
    STEP.perform(resolved.system());
    assertThat(resolved.events)
        .containsExactly(
            "resolvectl dns veil0 10.64.0.1 fd00:0:0:0:0:0:0:1", "resolvectl domain veil0 ~.");
  }

  @Test
  void resolvectlWithoutItsServiceIsNotUsed() throws CommandFailure {
    assertThat(STEP.undo(new FakeHost(root, "resolvectl").system()).orElseThrow())
        .isInstanceOf(RestoreResolvConf.class);
  }

  private FakeHost host() {
    return new FakeHost(root);
  }

  private Undo apply() throws CommandFailure {
    Undo undo = STEP.undo(host().system()).orElseThrow();
    STEP.perform(host().system());
    return undo;
  }
}
