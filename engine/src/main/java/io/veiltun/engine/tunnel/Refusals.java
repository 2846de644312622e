package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.DropReason;
import java.lang.foreign.MemorySegment;

/**
 * Tells the sender of a packet that the tunnel can't take it (wireguard-protocol §13.3). Send loop.
 */
@FunctionalInterface
interface Refusals {
  /**
   * Answers with the ICMP error that fits {@code reason}, within its rate limit; {@code mtu} is the
   * largest that passes.
   */
  void refuse(MemorySegment memory, int offset, int length, DropReason reason, int mtu, long now);
}
