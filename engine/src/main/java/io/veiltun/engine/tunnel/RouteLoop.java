package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Recognizes a tunnel's own datagram among its packets. Where a route leads to the peer through the
 * tunnel itself, each would be wrapped again and again, and growing beyond the MTU become two; and
 * the peer would follow such a datagram to an address inside the tunnel (wireguard-protocol §12).
 */
final class RouteLoop {
  private static final int TRANSPORT = 4;
  private static final int MESSAGE_HEADER = 16;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt LITTLE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RouteLoop() {}

  /**
   * Whether a checked packet holds a transport message of the session it is to be sealed for.
   *
   * @param port the peer's port
   * @param remoteIndex the session's index at the peer, which nobody else's message has but by
   *     chance
   */
  static boolean is(MemorySegment memory, long offset, int length, int port, int remoteIndex) {
    if (Ip.protocol(memory, offset) != Ip.UDP) {
      return false;
    }
    long udp = offset + Ip.headerLength(memory, offset);
    return udp + Ip.HEADER_UDP + MESSAGE_HEADER <= offset + length
        && (memory.get(PORT, udp + 2) & 0xFFFF) == port
        && memory.get(LITTLE, udp + Ip.HEADER_UDP) == TRANSPORT
        && memory.get(LITTLE, udp + Ip.HEADER_UDP + 4) == remoteIndex;
  }
}
