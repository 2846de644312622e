package io.veiltun.multihop;

import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes one hop's datagrams out of the IP packets of the tunnel before it, in place, and lets
 * nothing else pass: not from the hop to us, addresses and ports, is dropped. Belongs to the
 * receive loop.
 *
 * <p>The UDP checksum is not verified: the datagram is authenticated twice, by the outer tunnel up
 * to its relay and by the inner tunnel end to end, and a relay with checksum offload may not have
 * filled it in.
 */
final class Decapsulation {
  private final DatagramHeader header;
  private final Endpoint hop;
  private final DropCounters drops;
  private final PathMtuListener listener;

  Decapsulation(DatagramHeader header, Endpoint hop, DropCounters drops, PathMtuListener listener) {
    this.header = header;
    this.hop = hop;
    this.drops = drops;
    this.listener = listener;
  }

  /** Turns every packet into the datagram it carries, or drops it. */
  PacketBatch apply(PacketBatch batch, int mtu) {
    for (int slot = 0; slot < batch.size(); slot++) {
      if (batch.isDropped(slot)) {
        continue;
      }
      DropReason reason = unwrap(batch, slot, mtu);
      if (reason != null) {
        drops.count(reason);
        batch.drop(slot);
      }
    }
    return batch;
  }

  private @Nullable DropReason unwrap(PacketBatch batch, int slot, int mtu) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int length = Ip.checkedLength(memory, offset, batch.length(slot));
    if (length < 0) {
      return Ip.dropReason(length);
    }
    if (Ip.isIpv4(memory, offset) && !Ip.checksumFits4(memory, offset)) {
      return DropReason.MALFORMED_IP;
    }
    if (Ip.isFragment(memory, offset)) {
      return DropReason.FRAGMENT;
    }
    if (Ip.protocol(memory, offset) != Ip.UDP) {
      return signal(batch, slot, length, mtu);
    }
    int headers = Ip.headerLength(memory, offset) + Ip.HEADER_UDP;
    if (length < headers) {
      return DropReason.MALFORMED_IP;
    }
    int udp = offset + headers - Ip.HEADER_UDP;
    if (!header.isFromHop(memory, offset, udp)) {
      return DropReason.NOT_FROM_HOP;
    }
    int payload = length - headers;
    if ((memory.get(DatagramHeader.SHORT, udp + 4L) & 0xFFFF) != payload + Ip.HEADER_UDP) {
      return DropReason.MALFORMED_IP;
    }
    batch.bounds(slot, offset + headers, payload);
    batch.peer(slot, PacketBatch.NO_PEER);
    batch.endpoint(slot, hop);
    return null;
  }

  /** A report about the path ends here but is no loss, so it is not counted. */
  private @Nullable DropReason signal(PacketBatch batch, int slot, int length, int mtu) {
    int reported = TooBigMessage.mtu(batch.memory(), batch.offset(slot), length, header, mtu);
    if (reported == TooBigMessage.NONE) {
      return DropReason.NOT_FROM_HOP;
    }
    listener.tooBig(reported);
    batch.drop(slot);
    return null;
  }
}
