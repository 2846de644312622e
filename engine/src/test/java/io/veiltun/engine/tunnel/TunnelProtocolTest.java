package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.vectors.WireGuardVectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The traps of wireguard-protocol §17 that an observer of two ends can check. */
class TunnelProtocolTest {
  private static final Endpoint CAROL = Pair.endpoint("192.0.2.3", 3333);
  private static final Endpoint ATTACKER = Pair.endpoint("203.0.113.66", 666);

  private final Pair pair = new Pair();

  private void connect() {
    pair.alice.knows(pair.bob, Pair.BOB, "10.0.0.2/32");
    pair.bob.knows(pair.alice, Pair.ALICE, "10.0.0.1/32");
  }

  static Stream<String> lowOrderKeys() {
    return WireGuardVectors.stream(WireGuardVectors.section("low_order_points_base64"))
        .map(node -> node.asString());
  }

  @ParameterizedTest
  @MethodSource("lowOrderKeys")
  void aPeerWithAPublicKeyOfLowOrderNeverCausesAPacket(String key) {
    CustomHost carol =
        new CustomHost(pair.world, pair.network, CAROL, pair.world, new Random(3)).connected();
    carol.knows(PublicKey.of(Base64.getDecoder().decode(key)), Pair.BOB, 1, "10.0.0.2/32");
    for (int i = 0; i < 10; i++) {
      carol.device.write(Packets.udp("10.0.0.3", "10.0.0.2", 60, i));
      pair.world.advance(Duration.ofSeconds(20));
    }
    assertThat(pair.network.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aMessageWithAReservedByteSetIsIgnored(int reserved) {
    connect();
    pair.network.path(datagram -> {
      byte[] changed = datagram.bytes().clone();
      changed[reserved] = 1;
      return List.of(new Datagram(changed, datagram.from(), datagram.to()));
    });
    pair.aliceSends(pair.toBob(60, 1));
    assertThat(pair.seenFrom(Pair.BOB, Messages.RESPONSE)).isEmpty();
    pair.network.path(List::of);
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(pair.bob.device.delivered()).hasSize(1);

    Datagram data = pair.seen(Messages.TRANSPORT).getLast();
    byte[] changed = data.bytes().clone();
    changed[reserved] = 1;
    pair.network.inject(new Datagram(changed, data.from(), data.to()));
    pair.world.settle();
    assertThat(pair.bob.dropped(DropReason.UNKNOWN_MESSAGE)).isEqualTo(2);
  }

  @Test
  void zeroIsAnIndexLikeAnyOther() {
    CustomHost carol =
        new CustomHost(pair.world, pair.network, CAROL, pair.world, new ZeroFirst()).connected();
    carol.knows(pair.bob.key(), Pair.BOB, 0, "10.0.0.2/32");
    pair.bob.tunnel.addPeer(peer(carol.key(), CAROL, "10.0.0.3/32")).subscribe();
    byte[] packet = Packets.udp("10.0.0.3", "10.0.0.2", 60, 1);
    carol.device.write(packet);
    pair.world.settle();
    byte[] initiation = pair.seenFrom(CAROL, Messages.INITIATION).getFirst().bytes();
    assertThat(Messages.readInt(initiation, Messages.SENDER)).isZero();
    assertThat(pair.bob.device.delivered()).containsExactly(packet);
    byte[] answer = Packets.udp("10.0.0.2", "10.0.0.3", 60, 2);
    pair.bobSends(answer);
    assertThat(carol.device.delivered()).containsExactly(answer);
  }

  private static PeerConfig peer(PublicKey key, Endpoint endpoint, String allowedIp) {
    return new PeerConfig(
        "peer", key, SecretKey.zero(), endpoint, List.of(IpPrefix.parse(allowedIp)), 0);
  }

  /** Draws index 0 first. */
  private static final class ZeroFirst extends Random {
    private boolean drawn;

    ZeroFirst() {
      super(3);
    }

    @Override
    public int nextInt() {
      if (!drawn) {
        drawn = true;
        return 0;
      }
      return super.nextInt();
    }
  }

  @Test
  void aReplayedInitiationIsNotAnsweredAndMovesNothing() {
    connect();
    pair.aliceSends(pair.toBob(60, 1));
    Datagram initiation = pair.seen(Messages.INITIATION).getFirst();
    pair.world.advance(Duration.ofSeconds(1));
    pair.network.inject(new Datagram(initiation.bytes(), ATTACKER, Pair.BOB));
    pair.world.settle();
    assertThat(pair.bob.dropped(DropReason.STALE_INITIATION)).isEqualTo(1);
    assertThat(pair.seen(Messages.RESPONSE)).hasSize(1);
    assertThat(pair.bob.tunnel.status().peers().getFirst().endpoint()).isEqualTo(Pair.ALICE);
    pair.bobSends(pair.toAlice(60, 2));
    assertThat(pair.alice.device.delivered()).as("the session lives").hasSize(1);
  }

  @Test
  void aForgedResponseDoesNotCancelTheHandshake() {
    connect();
    List<Datagram> responses = new ArrayList<>();
    pair.network.path(datagram -> {
      if (datagram.type() != Messages.RESPONSE) {
        return List.of(datagram);
      }
      responses.add(datagram);
      byte[] forged = datagram.bytes().clone();
      forged[Messages.RESPONSE_EMPTY] ^= 1;
      return List.of(new Datagram(forged, datagram.from(), datagram.to()));
    });
    pair.aliceSends(pair.toBob(60, 1));
    assertThat(pair.bob.device.delivered()).isEmpty();
    pair.network.path(List::of);
    responses.forEach(pair.network::inject);
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).hasSize(1);
  }

  @Test
  void aResponseThatTakesAlmostFiveSecondsIsAccepted() {
    connect();
    pair.network.path(datagram -> {
      pair.world.schedule(() -> pair.network.inject(datagram), Duration.ofMillis(2_490).toNanos());
      return List.of();
    });
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofSeconds(8));
    assertThat(pair.seen(Messages.INITIATION)).hasSize(1);
    assertThat(pair.bob.device.delivered()).hasSize(1);
  }

  @Test
  void ofTooManyPacketsThatWaitTheOldestGo() {
    connect();
    pair.network.path(datagram -> List.of());
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(pair.toBob(60 + i, i));
      pair.aliceSends(sent.getLast());
    }
    pair.network.path(List::of);
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(pair.bob.device.delivered()).containsExactlyElementsOf(sent.subList(72, 200));
    assertThat(pair.alice.dropped(DropReason.STAGED_OVERFLOW)).isEqualTo(72);
  }

  @Test
  void anApplicationIsToldAtOnceThatAPeerHasNoEndpoint() {
    pair.bob.knows(pair.alice, null, "10.0.0.1/32", "fd00::1/128");
    pair.bobSends(pair.toAlice(60, 1));
    pair.bobSends(Packets.udp("fd00::2", "fd00::1", 60, 2));
    assertThat(pair.bob.device.answers()).hasSize(2);
    byte[] four = pair.bob.device.answers().getFirst();
    assertThat(four[20]).as("destination unreachable").isEqualTo((byte) 3);
    assertThat(four[21]).as("host unreachable").isEqualTo((byte) 1);
    byte[] six = pair.bob.device.answers().getLast();
    assertThat(six[40]).as("destination unreachable").isEqualTo((byte) 1);
    assertThat(six[41]).as("address unreachable").isEqualTo((byte) 3);
    assertThat(pair.bob.dropped(DropReason.NO_ENDPOINT)).isEqualTo(2);
    assertThat(pair.network.seen()).isEmpty();
  }

  @Test
  void tenEchoRequestsCostTheBytesThatTheKernelCounts() {
    connect();
    for (int i = 0; i < 10; i++) {
      pair.aliceSends(pair.toBob(84, i));
      pair.bobSends(pair.toAlice(84, i));
    }
    TunnelStatus.PeerStatus alice = pair.alice.tunnel.status().peers().getFirst();
    assertThat(alice.sent().datagramBytes()).isIn(1428L, 1460L);
    assertThat(alice.received().datagramBytes()).isEqualTo(1372);
    TunnelStatus.PeerStatus bob = pair.bob.tunnel.status().peers().getFirst();
    assertThat(bob.sent().datagramBytes()).isEqualTo(1372);
    assertThat(bob.received().datagramBytes()).isEqualTo(alice.sent().datagramBytes());
  }

  @Test
  void aRejectedPacketStillMovesTheEndpoint() {
    connect();
    pair.aliceSends(pair.toBob(60, 1));
    Endpoint elsewhere = Pair.endpoint("192.0.2.77", 7);
    pair.alice.transport.move(elsewhere);
    pair.aliceSends(Packets.udp("10.0.0.99", "10.0.0.2", 60, 2));
    assertThat(pair.bob.dropped(DropReason.SPOOFED_SOURCE)).isEqualTo(1);
    assertThat(pair.bob.tunnel.status().peers().getFirst().endpoint()).isEqualTo(elsewhere);
  }

  @Test
  void theRandomBytesOfAnEphemeralKeyDoNotStay() {
    Recording random = new Recording();
    CustomHost carol =
        new CustomHost(pair.world, pair.network, CAROL, pair.world, random).connected();
    carol.knows(pair.bob.key(), Pair.BOB, 0, "10.0.0.2/32");
    carol.device.write(Packets.udp("10.0.0.3", "10.0.0.2", 60, 1));
    pair.world.settle();
    assertThat(random.filled)
        .isNotEmpty()
        .allSatisfy(bytes -> assertThat(bytes).containsOnly((byte) 0));
  }

  /** Remembers the arrays it filled. */
  private static final class Recording extends Random {
    private final List<byte[]> filled = new ArrayList<>();

    Recording() {
      super(3);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      super.nextBytes(bytes);
      assertThat(Arrays.equals(bytes, new byte[bytes.length])).isFalse();
      filled.add(bytes);
    }
  }
}
