package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The host's routes lead what a tunnel sends back into it. */
class RouteLoopTest {
  private final Pair pair = Pair.connected();

  /** The datagram as a packet of the device, as if sent from inside. */
  private static byte[] wrapped(String from, String to, byte[] datagram, int port) {
    boolean ipv4 = !from.contains(":");
    int header = ipv4 ? 20 : 40;
    byte[] packet = Packets.udp(from, to, header + 8 + datagram.length, 1);
    ByteBuffer.wrap(packet).putShort(header + 2, (short) port).put(header + 8, datagram);
    return packet;
  }

  private byte[] lastOfAlice() {
    return pair.seenFrom(Pair.ALICE, Messages.TRANSPORT).getLast().bytes();
  }

  @Test
  void aTunnelsOwnDatagramIsNotSentThroughIt() {
    pair.aliceSends(pair.toBob(60, 1));
    int before = pair.network.seen().size();
    pair.aliceSends(wrapped("10.0.0.1", "10.0.0.2", lastOfAlice(), 2222));
    pair.aliceSends(wrapped("fd00::1", "fd00::2", lastOfAlice(), 2222));
    assertThat(pair.alice.dropped(DropReason.ROUTE_LOOP)).isEqualTo(2);
    assertThat(pair.network.seen()).hasSize(before);
  }

  @Test
  void anotherWireGuardInsideThePathPasses() {
    pair.aliceSends(pair.toBob(60, 1));
    byte[] another = lastOfAlice();
    another[4] ^= 1;
    byte[] nested = wrapped("10.0.0.1", "10.0.0.2", another, 2222);
    pair.aliceSends(nested);
    byte[] otherPort = wrapped("10.0.0.1", "10.0.0.2", lastOfAlice(), 2223);
    pair.aliceSends(otherPort);
    assertThat(pair.bob.device.delivered()).contains(nested, otherPort);
    assertThat(pair.alice.dropped(DropReason.ROUTE_LOOP)).isZero();
  }
}
