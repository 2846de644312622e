package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both ends start a handshake at the same moment (wireguard-protocol §4.6), over a path with a
 * delay.
 */
class CrossedInitiationsTest {
  private static final Duration ONE_WAY = Duration.ofMillis(50);

  /** Initiation, response and data: a handshake that does not cross takes as long. */
  private static final Duration ONE_HANDSHAKE_AND_DATA = ONE_WAY.multipliedBy(3);

  private World world = new World();
  private MemoryNetwork network = new MemoryNetwork(world);
  private Host alice = new Host(world, network, Pair.ALICE, 1);
  private Host bob = new Host(world, network, Pair.BOB, 2);

  private void build(int seed) {
    world = new World();
    network = new MemoryNetwork(world);
    alice = new Host(world, network, Pair.ALICE, seed);
    bob = new Host(world, network, Pair.BOB, seed + 100);
    alice.knows(bob, Pair.BOB, "10.0.0.2/32");
    bob.knows(alice, Pair.ALICE, "10.0.0.1/32");
    network.path(this::later);
  }

  private List<Datagram> later(Datagram datagram) {
    world.schedule(() -> network.inject(datagram), ONE_WAY.toNanos());
    return List.of();
  }

  private void bothSend(int number) {
    alice.device.write(Packets.udp("10.0.0.1", "10.0.0.2", 60, number));
    bob.device.write(Packets.udp("10.0.0.2", "10.0.0.1", 60, number));
    world.settle();
  }

  private long seen(int type) {
    return network.seen().stream().filter(datagram -> datagram.type() == type).count();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void dataFlowsBothWaysAsSoonAsAfterAnyHandshake(int seed) {
    build(seed);
    bothSend(1);
    world.advance(ONE_HANDSHAKE_AND_DATA);
    assertThat(bob.device.delivered()).hasSize(1);
    assertThat(alice.device.delivered()).hasSize(1);
    assertThat(seen(Messages.INITIATION)).isEqualTo(2);
    assertThat(seen(Messages.RESPONSE)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {181, 400, 541, 7200})
  void afterALongSilenceToo(int idleSeconds) {
    build(3);
    bothSend(1);
    world.advance(Duration.ofSeconds(60));
    world.advance(Duration.ofSeconds(idleSeconds));
    long before = seen(Messages.INITIATION);
    bothSend(2);
    world.advance(ONE_HANDSHAKE_AND_DATA);
    assertThat(bob.device.delivered()).hasSize(2);
    assertThat(alice.device.delivered()).hasSize(2);
    world.advance(Duration.ofSeconds(100));
    assertThat(seen(Messages.INITIATION) - before).as("no storm").isEqualTo(2);
  }

  /**
   * If each end kept the session it initiated, both would rekey, and cross again, every two
   * minutes.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void bothEndsSettleOnOneSession(int seed) {
    build(seed);
    bothSend(1);
    world.advance(Duration.ofSeconds(1));
    network.seen().clear();
    bothSend(2);
    assertThat(network.seen()).hasSize(2);
    world.advance(Duration.ofSeconds(1));
    for (int second = 2; second < 130; second++) {
      bothSend(second);
      world.advance(Duration.ofSeconds(1));
    }
    assertThat(seen(Messages.INITIATION)).as("one initiator rekeys after 120 s").isEqualTo(1);
    assertThat(bob.device.delivered()).hasSize(130);
    assertThat(alice.device.delivered()).hasSize(130);
  }

  @Test
  void nothingIsLostInTenMinutesOfTrafficThatBeganCrossed() {
    build(4);
    int sent = 0;
    for (int tick = 0; tick < 60_000; tick++) {
      bothSend(sent++);
      world.advance(Duration.ofMillis(10));
    }
    world.advance(Duration.ofSeconds(1));
    assertThat(bob.device.delivered()).hasSize(sent);
    assertThat(alice.device.delivered()).hasSize(sent);
    assertThat(seen(Messages.INITIATION)).isLessThanOrEqualTo(2 + 5);
  }

  /** Another implementation forgets its own initiation when it answers ours; that suffices. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneAnswerOfTheTwoIsEnough(boolean alicesIsLost) {
    build(5);
    network.path(datagram -> {
      boolean fromAlice = datagram.from().sameRemote(Pair.ALICE);
      boolean lost = datagram.type() == Messages.RESPONSE && fromAlice == alicesIsLost;
      return lost ? List.of() : later(datagram);
    });
    bothSend(1);
    world.advance(ONE_HANDSHAKE_AND_DATA.plus(ONE_WAY));
    assertThat(bob.device.delivered()).hasSize(1);
    assertThat(alice.device.delivered()).hasSize(1);
    world.advance(Duration.ofSeconds(60));
    assertThat(seen(Messages.INITIATION)).isEqualTo(2);
  }

  @Test
  void anAnswerThatComesAfterTheOtherSessionIsInUseChangesNothing() {
    build(6);
    List<Datagram> held = new ArrayList<>();
    network.path(datagram -> {
      if (datagram.type() == Messages.RESPONSE && datagram.from().sameRemote(Pair.BOB)) {
        held.add(datagram);
        return List.of();
      }
      return later(datagram);
    });
    bothSend(1);
    world.advance(Duration.ofSeconds(1));
    held.forEach(network::inject);
    world.settle();
    assertThat(alice.dropped(DropReason.UNKNOWN_INDEX)).isEqualTo(1);
    bothSend(2);
    world.advance(Duration.ofSeconds(1));
    assertThat(bob.device.delivered()).hasSize(2);
    assertThat(alice.device.delivered()).hasSize(2);
  }
}
