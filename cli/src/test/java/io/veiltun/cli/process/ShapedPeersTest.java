package io.veiltun.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.PathSize;
import io.veiltun.cli.status.Role;
import io.veiltun.config.Daita;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.tunnel.PeerConfig;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelOptions;
import io.veiltun.engine.tunnel.TunnelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers of a tunnel that is connected to nothing. */
class ShapedPeersTest {
  private static final int MTU = 1400;

  private final Loops loops = Loops.start();
  private final TunnelRuntime runtime = loops.runtime(null);
  private final Tunnel tunnel =
      new Tunnel(
          new TunnelOptions("test", MTU, 64, 64),
          X25519.newPrivateKey(runtime.random()),
          runtime,
          new Drops());

  @AfterEach
  void close() {
    tunnel.close();
    loops.close();
  }

  private ShapedPeer peer(String name, Optional<Daita> profile) throws CommandFailure {
    PublicKey key = X25519.publicKey(X25519.newPrivateKey(runtime.random()));
    tunnel.addPeer(new PeerConfig(name, key, SecretKey.zero(), null, List.of(), 0)).block();
    ShapedPeer peer = new ShapedPeer(name, Role.RELAY, profile);
    peer.at(tunnel, key);
    tunnel.shape(key, peer.begin()).block();
    return peer;
  }

  private ShapedPeers peers(List<String> shaped, List<String> plain) throws CommandFailure {
    List<ShapedPeer> all = new ArrayList<>();
    for (String name : shaped) {
      all.add(peer(name, Optional.of(Daita.DEFAULT)));
    }
    for (String name : plain) {
      all.add(peer(name, Optional.empty()));
    }
    return new ShapedPeers(all);
  }

  private static DefenceRequest request(@Nullable String peer, String defence) {
    return new DefenceRequest(Optional.ofNullable(peer), defence);
  }

  private static DaitaStatus status(ShapedPeers peers, String name) throws CommandFailure {
    return Objects.requireNonNull(peers.named(name).status(MTU));
  }

  @Test
  void theProfileDecidesWhoIsShapedAtTheBeginning() throws Exception {
    ShapedPeers peers = peers(List.of("a"), List.of("b"));

    DaitaStatus status = status(peers, "a");
    assertThat(status.active()).isTrue();
    assertThat(status.defence()).isEqualTo("ephemeral-light");
    assertThat(status.machines()).isPositive();
    assertThat(status.size()).isEqualTo(MTU);
    assertThat(status.path()).isEqualTo(PathSize.UNKNOWN);
    assertThat(status.budgetLeft()).isNull();
    assertThat(peers.named("b").status(MTU)).isNull();
  }

  @Test
  void aPeerIsSwitchedOnChangedAndOff() throws Exception {
    ShapedPeers peers = peers(List.of("a"), List.of("b"));

    assertThat(peers.change(request("b", "ratio 3"))).isEqualTo("b: ratio 3");
    assertThat(status(peers, "b").defence()).isEqualTo("ratio 3");
    assertThat(status(peers, "b").machines()).isOne();

    peers.change(request("b", "size-only"));
    assertThat(status(peers, "b").active()).isTrue();
    assertThat(status(peers, "b").machines()).isZero();

    assertThat(peers.change(request("b", "off"))).isEqualTo("b: off");
    assertThat(status(peers, "b").active()).isFalse();
    assertThat(status(peers, "b").defence()).isEqualTo("off");
    assertThat(status(peers, "a").active()).isTrue();
  }

  @Test
  void withoutANameAllAreMeantThatHaveDaita() throws Exception {
    ShapedPeers peers = peers(List.of("a", "b"), List.of("c"));

    assertThat(peers.change(request(null, "off"))).isEqualTo("a: off\nb: off");
    assertThat(peers.change(request(null, "netflow"))).isEqualTo("a: netflow\nb: netflow");
    assertThat(peers.named("c").status(MTU)).isNull();
  }

  @Test
  void withoutANameTheOnlyPeerIsMeant() throws Exception {
    assertThat(peers(List.of(), List.of("a")).change(request(null, "netflow")))
        .isEqualTo("a: netflow");
  }

  @Test
  void aBudgetIsShown() throws Exception {
    Daita limited =
        new Daita(
            Daita.DEFAULT.defence(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new io.veiltun.config.Quantity.DataSize(1000)),
            Optional.empty(),
            true,
            Daita.DEFAULT.maxDelay());

    DaitaStatus status = Objects.requireNonNull(peer("a", Optional.of(limited)).status(MTU));

    assertThat(status.budgetLeft()).isEqualTo(1000);
    assertThat(status.budgetSpent()).as("not enough for one decoy").isTrue();
  }

  @Test
  void mistakesAreAnsweredWithWhatThereIs() throws Exception {
    ShapedPeers peers = peers(List.of(), List.of("a", "b"));

    assertUsage(() -> peers.change(request("x", "netflow")), "there is a, b");
    assertUsage(() -> peers.change(request("a", "nothing")), "ephemeral-light");
    assertUsage(() -> peers.change(request(null, "netflow")), "there is a, b");
    assertThat(peers.named("a").status(MTU)).isNull();
  }

  private static void assertUsage(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String hint) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(hint);
  }
}
