package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.noise.Messages;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a tunnel does when it hears that the network under it changed. */
class NetworkChangeTest {
  private final Pair pair = Pair.connected();

  private int initiations() {
    return pair.seenFrom(Pair.ALICE, Messages.INITIATION).size();
  }

  @Test
  void anInitiationThatGotNoAnswerIsRepeatedAtOnce() {
    byte[] packet = pair.toBob(60, 1);
    pair.network.path(datagram -> List.of());
    pair.aliceSends(packet);
    pair.world.advance(Duration.ofSeconds(2));
    pair.network.path(List::of);
    pair.alice.transport.networkChanged();
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).containsExactly(packet);
    assertThat(initiations()).isEqualTo(2);
  }

  @Test
  void oneThatIsFreshIsRepeatedASecondLaterHoweverManyChangesThereAre() {
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 1));
    for (int i = 0; i < 50; i++) {
      pair.alice.transport.networkChanged();
      pair.world.advance(Duration.ofMillis(10));
    }
    assertThat(initiations()).isEqualTo(1);
    pair.network.path(List::of);
    pair.world.advance(Duration.ofMillis(600));
    assertThat(initiations()).isEqualTo(2);
    assertThat(pair.bob.device.delivered()).hasSize(1);
  }

  @Test
  void whoWaitsForNothingStaysSilent() {
    pair.aliceSends(pair.toBob(60, 1));
    int before = pair.network.seen().size();
    pair.alice.transport.networkChanged();
    pair.world.advance(Duration.ofSeconds(2));
    assertThat(pair.network.seen()).hasSize(before);
  }

  @Test
  void aSuspendedTunnelStaysSilent() {
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 1));
    pair.alice.tunnel.suspend();
    pair.world.advance(Duration.ofSeconds(2));
    pair.alice.transport.networkChanged();
    pair.world.advance(Duration.ofSeconds(2));
    assertThat(initiations()).isEqualTo(1);
  }
}
