package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What two tunnels do to each other's packets, as the two users and an observer between them see
 * it.
 */
class TunnelPairTest {
  private final Pair pair = Pair.connected();

  @Test
  void theFirstPacketWaitsForTheHandshakeAndArrives() {
    byte[] packet = pair.toBob(100, 7);
    pair.aliceSends(packet);
    assertThat(pair.bob.device.delivered()).containsExactly(packet);
    assertThat(pair.seen(Messages.INITIATION)).hasSize(1);
    assertThat(pair.seen(Messages.RESPONSE)).hasSize(1);
    assertThat(pair.seen(Messages.TRANSPORT)).as("the data confirms the session").hasSize(1);
  }

  @Test
  void packetsOfEverySizeArriveUnchangedAndInOrder() {
    List<byte[]> sent = new ArrayList<>();
    sent.add(pair.toBob(28, 0));
    pair.aliceSends(sent.getFirst());
    for (int length = 28; length <= Host.MTU; length++) {
      sent.add(pair.toBob(length, length));
      sent.add(Packets.udp("fd00::1", "fd00::2", Math.max(length, 48), length));
    }
    sent.stream().skip(1).forEach(pair.alice.device::write);
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).containsExactlyElementsOf(sent);
  }

  @Test
  void everyTransportMessageIsPaddedTo16BytesButNeverBeyondTheMtu() {
    for (int length = 28; length <= Host.MTU; length += 13) {
      pair.aliceSends(pair.toBob(length, length));
      int expected = Math.min((length + 15) & -16, Host.MTU) + 32;
      assertThat(pair.seen(Messages.TRANSPORT).getLast().bytes()).hasSize(expected);
    }
  }

  @Test
  void theResponderAnswersOverTheSameSession() {
    pair.aliceSends(pair.toBob(60, 1));
    byte[] answer = pair.toAlice(60, 2);
    pair.bobSends(answer);
    assertThat(pair.alice.device.delivered()).containsExactly(answer);
    assertThat(pair.seen(Messages.INITIATION)).hasSize(1);
  }

  @Test
  void aRepeatedDatagramIsDeliveredOnce() {
    pair.network.path(datagram -> List.of(datagram, datagram));
    pair.aliceSends(pair.toBob(100, 1));
    pair.aliceSends(pair.toBob(100, 2));
    assertThat(pair.bob.device.delivered()).hasSize(2);
    assertThat(pair.bob.dropped(DropReason.REPLAY)).isPositive();
  }

  @Test
  void reorderedDatagramsAllArrive() {
    pair.aliceSends(pair.toBob(100, 0));
    long seed = 11;
    Random random = new Random(seed);
    pair.network.order(flying -> {
      List<Datagram> shuffled = new ArrayList<>(flying);
      Collections.shuffle(shuffled, random);
      return shuffled;
    });
    for (int number = 1; number <= 5000; number++) {
      pair.alice.device.write(pair.toBob(100, number));
    }
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).as("seed %d", seed).hasSize(5001);
  }

  @Test
  void aChangedDatagramIsDroppedWhateverBitWasChanged() {
    pair.aliceSends(pair.toBob(40, 0));
    Datagram good = pair.seen(Messages.TRANSPORT).getLast();
    for (int bit = 0; bit < good.bytes().length * 8; bit++) {
      byte[] bad = good.bytes().clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      pair.network.inject(new Datagram(bad, good.from(), good.to()));
    }
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).hasSize(1);
  }

  @Test
  void randomDatagramsDoNothing() {
    pair.aliceSends(pair.toBob(40, 0));
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    int before = pair.network.seen().size();
    for (int i = 0; i < 50_000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      if (garbage.length > 4 && random.nextBoolean()) {
        garbage[0] = (byte) random.nextInt(6);
        garbage[1] = garbage[2] = garbage[3] = 0;
      }
      pair.network.inject(new Datagram(garbage, Pair.ALICE, Pair.BOB));
    }
    pair.world.settle();
    assertThat(pair.network.seen()).as("nothing is answered, seed %d", seed).hasSize(before);
    pair.aliceSends(pair.toBob(40, 1));
    assertThat(pair.bob.device.delivered()).hasSize(2);
  }

  @Test
  void aPacketFromAnAddressThatIsNotThePeersIsDropped() {
    pair.aliceSends(Packets.udp("10.0.0.77", "10.0.0.2", 100, 1));
    assertThat(pair.bob.device.delivered()).isEmpty();
    assertThat(pair.bob.dropped(DropReason.SPOOFED_SOURCE)).isEqualTo(1);
  }

  @Test
  void aPeerThatOwnsALargerPrefixCannotSpoofTheOwnerOfASmallerOne() {
    Host carol = new Host(pair.world, pair.network, Pair.endpoint("192.0.2.3", 3333), 3);
    pair.bob.knows(carol, null, "10.0.0.0/24");
    carol.knows(pair.bob, Pair.BOB, "10.0.0.2/32");
    carol.device.write(Packets.udp("10.0.0.1", "10.0.0.2", 100, 1));
    carol.device.write(Packets.udp("10.0.0.9", "10.0.0.2", 100, 2));
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).hasSize(1);
    assertThat(pair.bob.dropped(DropReason.SPOOFED_SOURCE)).isEqualTo(1);
  }

  @Test
  void theEndpointFollowsAPeerThatMoves() {
    pair.aliceSends(pair.toBob(60, 1));
    Endpoint elsewhere = Pair.endpoint("2001:db8::5", 4444);
    pair.alice.transport.move(elsewhere);
    pair.aliceSends(pair.toBob(60, 2));
    pair.bobSends(pair.toAlice(60, 3));
    assertThat(pair.alice.device.delivered()).hasSize(1);
    assertThat(pair.network.seen().getLast().to()).isEqualTo(elsewhere);
    assertThat(pair.seen(Messages.INITIATION)).as("no new handshake").hasSize(1);
  }

  @Test
  void theEndpointDoesNotFollowAReplayedOrForgedDatagram() {
    pair.aliceSends(pair.toBob(60, 1));
    Datagram last = pair.seen(Messages.TRANSPORT).getLast();
    Endpoint attacker = Pair.endpoint("203.0.113.66", 666);
    pair.network.inject(new Datagram(last.bytes(), attacker, Pair.BOB));
    pair.world.settle();
    pair.bobSends(pair.toAlice(60, 2));
    assertThat(pair.alice.device.delivered()).hasSize(1);
    assertThat(pair.network.seen().getLast().to().sameRemote(Pair.ALICE)).isTrue();
  }

  @Test
  void onlyPeersWithTheSamePresharedKeyConnect() {
    Pair keyed = new Pair();
    byte[] secret = new byte[32];
    new SplittableRandom(5).nextBytes(secret);
    keyed.alice.knows(keyed.bob, Pair.BOB, SecretKey.copyOf(secret), 0, "10.0.0.2/32");
    keyed.bob.knows(keyed.alice, Pair.ALICE, SecretKey.zero(), 0, "10.0.0.1/32");
    keyed.aliceSends(keyed.toBob(60, 1));
    assertThat(keyed.bob.device.delivered()).isEmpty();
    assertThat(keyed.alice.dropped(DropReason.BAD_HANDSHAKE)).isEqualTo(1);

    Pair both = new Pair();
    both.alice.knows(both.bob, Pair.BOB, SecretKey.copyOf(secret), 0, "10.0.0.2/32");
    both.bob.knows(both.alice, Pair.ALICE, SecretKey.copyOf(secret), 0, "10.0.0.1/32");
    both.aliceSends(both.toBob(60, 1));
    assertThat(both.bob.device.delivered()).hasSize(1);
  }

  @Test
  void bothEndsAgreeToTheByteOnALossFreeLink() {
    for (int i = 0; i < 300; i++) {
      pair.aliceSends(pair.toBob(28 + i, i));
      pair.bobSends(pair.toAlice(1420 - i, i));
    }
    pair.world.advance(Duration.ofMinutes(10));
    TunnelStatus.PeerStatus alice = pair.alice.tunnel.status().peers().getFirst();
    TunnelStatus.PeerStatus bob = pair.bob.tunnel.status().peers().getFirst();
    assertThat(alice.sent()).isEqualTo(bob.received());
    assertThat(bob.sent()).isEqualTo(alice.received());
  }

  @Test
  void anUnwritableTransportStopsTheReadingOfTheDevice() {
    pair.aliceSends(pair.toBob(60, 0));
    pair.alice.transport.writable(false);
    for (int i = 0; i < 1000; i++) {
      pair.alice.device.write(pair.toBob(60, i));
    }
    pair.world.settle();
    int sentWhileBlocked = pair.bob.device.delivered().size() - 1;
    assertThat(sentWhileBlocked).as("one batch was already under way").isLessThanOrEqualTo(64);
    pair.alice.transport.writable(true);
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).hasSize(1001);
  }

  @Test
  void aRemovedPeerGetsAndGivesNothing() {
    pair.aliceSends(pair.toBob(60, 0));
    pair.bob.tunnel.removePeer(pair.alice.key()).subscribe();
    pair.world.settle();
    pair.aliceSends(pair.toBob(60, 1));
    assertThat(pair.bob.device.delivered()).hasSize(1);
    pair.bobSends(pair.toAlice(60, 2));
    assertThat(pair.alice.device.delivered()).isEmpty();
    assertThat(pair.bob.dropped(DropReason.NO_ROUTE)).isEqualTo(1);
  }
}
