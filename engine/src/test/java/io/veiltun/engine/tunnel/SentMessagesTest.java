package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.ScriptedPeer.Session;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a peer with the keys finds in what Bob sends, and what Bob tells about it. */
class SentMessagesTest {
  private final Pair pair = new Pair();
  private final Host bob = pair.bob;
  private final ScriptedPeer dave =
      new ScriptedPeer(pair.network, Pair.endpoint("192.0.2.4", 4444), 4, bob, Pair.BOB);

  private static PeerConfig config(PublicKey key, Endpoint endpoint) {
    return new PeerConfig(
        "dave", key, SecretKey.zero(), endpoint, List.of(IpPrefix.parse("10.0.0.4/32")), 0);
  }

  @BeforeEach
  void bobKnowsDave() {
    bob.tunnel.addPeer(config(dave.key(), dave.address)).subscribe();
    pair.world.settle();
  }

  private Session session() {
    Session session = dave.initiate();
    dave.send(ScriptedPeer.transport(session, 0, new byte[0]));
    return session;
  }

  private TunnelStatus.PeerStatus status() {
    return bob.tunnel.status().peers().getFirst();
  }

  @Test
  void everyPacketIsFollowedByZerosUpToAMultipleOf16() {
    Session session = session();
    for (int length = 28; length <= Host.MTU; length++) {
      byte[] packet = Packets.udp("10.0.0.2", "10.0.0.4", length, length);
      bob.device.write(packet);
      pair.world.settle();
      byte[] content = ScriptedPeer.content(session, dave.heard(Messages.TRANSPORT).getLast());
      assertThat(content).hasSize(Math.min((length + 15) & -16, Host.MTU));
      assertThat(content).isEqualTo(Arrays.copyOf(packet, content.length));
    }
  }

  @Test
  void countersBeginAtZeroAndRiseByOneWhateverIsSent() {
    Session session = session();
    for (int i = 0; i < 300; i++) {
      bob.device.write(Packets.udp("10.0.0.2", "10.0.0.4", 28 + i, i));
      if (i % 7 == 0) {
        pair.world.settle();
      }
    }
    dave.send(ScriptedPeer.transport(session, 1, Packets.udp("10.0.0.4", "10.0.0.2", 60, 1)));
    pair.world.advance(Duration.ofSeconds(10));
    List<Long> counters =
        dave.heard(Messages.TRANSPORT).stream()
            .map(message ->
                ByteBuffer.wrap(message)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong(Messages.TRANSPORT_COUNTER))
            .toList();
    assertThat(counters).hasSize(301);
    for (int i = 0; i < counters.size(); i++) {
      assertThat(counters.get(i)).isEqualTo(i);
    }
  }

  @Test
  void indicesOfSessionsAndHandshakesNeverRepeat() {
    Set<Integer> indices = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      dave.send(dave.initiation());
      byte[] response = dave.heard(Messages.RESPONSE).getLast();
      assertThat(indices.add(Messages.sender(response))).isTrue();
      pair.world.advance(Duration.ofMillis(20));
    }
    int negative = (int) indices.stream().filter(index -> index < 0).count();
    assertThat(negative).as("the highest bit is as random as any").isBetween(60, 140);
  }

  @Test
  void packetsWithIpOptionsPassBothWays() {
    Session session = session();
    byte[] out = withOptions("10.0.0.2", "10.0.0.4");
    bob.device.write(out);
    pair.world.settle();
    byte[] content = ScriptedPeer.content(session, dave.heard(Messages.TRANSPORT).getLast());
    assertThat(Arrays.copyOf(content, out.length)).isEqualTo(out);
    byte[] in = withOptions("10.0.0.4", "10.0.0.2");
    dave.send(ScriptedPeer.transport(session, 1, in));
    assertThat(bob.device.delivered()).containsExactly(in);
  }

  /** A header of 32 bytes: 20, and 12 of options (no operation). */
  private static byte[] withOptions(String source, String destination) {
    ByteBuffer packet = ByteBuffer.allocate(64);
    packet.put((byte) 0x48).put((byte) 0).putShort((short) 64).putInt(0).put((byte) 64);
    packet.put((byte) 253).putShort((short) 0);
    packet.put(Packets.address(source)).put(Packets.address(destination));
    while (packet.position() < 32) {
      packet.put((byte) 1);
    }
    return packet.array();
  }

  @Test
  void theEndpointFollowsAnInitiationAndAResponse() {
    Endpoint elsewhere = Pair.endpoint("2001:db8::4", 44);
    pair.network.inject(new Datagram(dave.initiation(), elsewhere, Pair.BOB));
    pair.world.settle();
    assertThat(status().endpoint()).isEqualTo(elsewhere);
    assertThat(pair.network.seen().getLast().to()).as("the response").isEqualTo(elsewhere);

    bob.tunnel.endpoint(dave.key(), elsewhere).subscribe();
    pair.world.advance(Duration.ofSeconds(6));
    bob.tunnel.endpoint(dave.key(), dave.address).subscribe();
    bob.tunnel.handshake(dave.key()).subscribe();
    pair.world.settle();
    dave.answerFrom(elsewhere);
    assertThat(status().endpoint()).isEqualTo(elsewhere);
  }

  @Test
  void whoeverAsksForAHandshakeTwiceGetsOne() {
    for (int i = 0; i < 10; i++) {
      bob.tunnel.handshake(dave.key()).subscribe();
    }
    pair.world.settle();
    assertThat(dave.heard(Messages.INITIATION)).hasSize(1);
    dave.answer();
    pair.world.advance(Duration.ofSeconds(60));
    assertThat(dave.heard(Messages.INITIATION)).hasSize(1);
  }

  @Test
  void aKeyBelongsToOnePeerAndNeverToUs() {
    Session session = session();
    assertThatThrownBy(() -> add(config(dave.key(), Pair.ALICE)))
        .hasMessageContaining("public key of another peer");
    assertThatThrownBy(() -> add(config(bob.key(), Pair.ALICE))).hasMessageContaining("own");
    assertThat(bob.tunnel.status().peers()).hasSize(1);
    assertThat(status().endpoint()).isEqualTo(dave.address);
    byte[] packet = Packets.udp("10.0.0.4", "10.0.0.2", 60, 1);
    dave.send(ScriptedPeer.transport(session, 1, packet));
    assertThat(bob.device.delivered()).containsExactly(packet);
  }

  private void add(PeerConfig config) {
    var result = bob.tunnel.addPeer(config).toFuture();
    pair.world.settle();
    result.join();
  }

  @Test
  void theTimeOfTheLastHandshakeIsTheWallClocksAndOutlivesTheSession() {
    assertThat(status().lastHandshakeMillis()).isZero();
    pair.world.advance(Duration.ofSeconds(100));
    long then = pair.world.instant().toEpochMilli();
    session();
    assertThat(status().lastHandshakeMillis()).isEqualTo(then);
    pair.world.advance(Duration.ofHours(2));
    assertThat(status().established()).isFalse();
    assertThat(status().lastHandshakeMillis()).isEqualTo(then);
  }

  @Test
  void neitherForgedNorReplayedNorSpoofedMessagesAreCountedAsTraffic() {
    Session session = session();
    byte[] packet = Packets.udp("10.0.0.4", "10.0.0.2", 60, 1);
    byte[] good = ScriptedPeer.transport(session, 1, packet);
    dave.send(good);
    long before = status().received().datagramBytes();
    dave.send(good);
    byte[] forged = ScriptedPeer.transport(session, 2, packet);
    forged[20] ^= 1;
    dave.send(forged);
    assertThat(status().received().datagramBytes()).isEqualTo(before);
    assertThat(bob.dropped(DropReason.REPLAY)).isEqualTo(1);
    assertThat(bob.dropped(DropReason.BAD_TAG)).isEqualTo(1);
  }
}
