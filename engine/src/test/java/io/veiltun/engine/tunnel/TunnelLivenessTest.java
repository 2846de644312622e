package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is lost or held up, what waits goes out in the end, and nothing is asked for twice. */
class TunnelLivenessTest {
  private static final Endpoint CAROL = Pair.endpoint("192.0.2.3", 3333);

  @Test
  void aPeerThatIsThereBeforeTheTunnelIsConnectedIsKeptAliveFromTheStart() {
    Pair pair = new Pair();
    CustomHost carol =
        new CustomHost(pair.world, pair.network, CAROL, pair.world, new Random(3))
            .knows(pair.bob.key(), Pair.BOB, 25, "10.0.0.2/32");
    assertThat(pair.network.seen()).as("nothing before it is connected").isEmpty();
    carol.connected();
    assertThat(pair.seenFrom(CAROL, Messages.INITIATION)).hasSize(1);
  }

  @Test
  void aPersistentKeepaliveAsksForASessionAlsoWhenPacketsWaitForOne() {
    Pair pair = new Pair();
    pair.alice.knows(pair.bob, Pair.BOB, "10.0.0.2/32");
    pair.bob.knows(pair.alice, null, SecretKey.zero(), 25, "10.0.0.1/32");
    pair.network.path(
        datagram -> datagram.type() == Messages.TRANSPORT ? List.of() : List.of(datagram));
    pair.aliceSends(pair.toBob(60, 1));
    pair.alice.tunnel.close();
    pair.bobSends(pair.toAlice(60, 2));
    assertThat(pair.seenFrom(Pair.BOB, Messages.INITIATION))
        .as("a response went out less than 5 s ago")
        .isEmpty();
    pair.world.advance(Duration.ofSeconds(60));
    assertThat(pair.seenFrom(Pair.BOB, Messages.INITIATION)).isNotEmpty();
  }

  @Test
  void initiationsThatCrossDoNotLeaveBothSidesWaiting() {
    for (int seed = 10; seed < 50; seed++) {
      World world = new World();
      MemoryNetwork network = new MemoryNetwork(world);
      Host alice = new Host(world, network, Pair.ALICE, seed);
      Host bob = new Host(world, network, Pair.BOB, seed + 100);
      alice.knows(bob, Pair.BOB, "10.0.0.2/32");
      bob.knows(alice, Pair.ALICE, "10.0.0.1/32");
      network.path(datagram -> {
        world.schedule(() -> network.inject(datagram), Duration.ofMillis(120).toNanos());
        return List.of();
      });
      alice.device.write(Packets.udp("10.0.0.1", "10.0.0.2", 60, 1));
      bob.device.write(Packets.udp("10.0.0.2", "10.0.0.1", 60, 2));
      world.advance(Duration.ofSeconds(90));
      assertThat(bob.device.delivered()).as("seed %d", seed).hasSize(1);
      assertThat(alice.device.delivered()).as("seed %d", seed).hasSize(1);
    }
  }

  @Test
  void everyPacketThatWaitedIsSentOnceTheSocketTakesThem() {
    Pair pair = Pair.connected();
    Host carol = new Host(pair.world, pair.network, CAROL, 3);
    carol.knows(pair.alice, null, "10.0.0.1/32");
    pair.alice.knows(carol, CAROL, "10.0.0.3/32");
    pair.aliceSends(Packets.udp("10.0.0.1", "10.0.0.3", 60, 0));
    pair.world.advance(Duration.ofSeconds(6));

    List<Datagram> responses = new ArrayList<>();
    pair.network.path(datagram -> {
      if (datagram.type() == Messages.RESPONSE) {
        responses.add(datagram);
        return List.of();
      }
      return List.of(datagram);
    });
    for (int i = 0; i < StagedPackets.MAX_STAGED_PACKETS; i++) {
      pair.alice.device.write(pair.toBob(60, i));
    }
    pair.world.settle();
    pair.alice.transport.writable(false);
    pair.aliceSends(Packets.udp("10.0.0.1", "10.0.0.3", 60, 1));
    pair.alice.tunnel.handshake(carol.key()).subscribe();
    pair.world.settle();
    responses.forEach(pair.network::inject);
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).isEmpty();
    pair.alice.transport.writable(true);
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).hasSize(StagedPackets.MAX_STAGED_PACKETS);
  }

  @Test
  void aLatePacketOfTheOldSessionIsNoReasonToReplaceTheNewOne() {
    Pair pair = Pair.connected();
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofSeconds(119));
    List<Datagram> late = new ArrayList<>();
    pair.network.path(datagram -> {
      late.add(datagram);
      return List.of();
    });
    pair.bobSends(pair.toAlice(60, 2));
    pair.network.path(List::of);
    pair.world.advance(Duration.ofSeconds(2));
    pair.aliceSends(pair.toBob(60, 3));
    assertThat(pair.seen(Messages.INITIATION)).as("the key was old").hasSize(2);
    pair.world.advance(Duration.ofSeconds(45));
    late.forEach(pair.network::inject);
    pair.world.settle();
    assertThat(pair.alice.device.delivered()).hasSize(1);
    assertThat(pair.seen(Messages.INITIATION)).hasSize(2);
  }

  @Test
  void aTimerThatFailsDoesNotStopTheOthers() {
    Pair pair = new Pair();
    Failing random = new Failing();
    CustomHost carol =
        new CustomHost(pair.world, pair.network, CAROL, pair.world, random).connected();
    carol.knows(pair.bob.key(), Pair.BOB, 0, "10.0.0.2/32");
    carol.device.write(Packets.udp("10.0.0.3", "10.0.0.2", 60, 1));
    pair.world.settle();
    random.failures = 1;
    try {
      pair.world.advance(Duration.ofSeconds(6));
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no randomness");
    }
    assertThat(random.failures).isZero();
    carol.device.write(Packets.udp("10.0.0.3", "10.0.0.2", 60, 2));
    pair.world.advance(Duration.ofSeconds(20));
    assertThat(pair.seenFrom(CAROL, Messages.INITIATION).size()).isGreaterThan(2);
  }

  /** Randomness that runs out for a while. */
  private static final class Failing extends Random {
    private int failures;

    Failing() {
      super(3);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (failures > 0) {
        failures--;
        throw new IllegalStateException("no randomness");
      }
      super.nextBytes(bytes);
    }
  }
}
