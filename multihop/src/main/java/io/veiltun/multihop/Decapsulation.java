package io.veiltun.multihop;

import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes one hop's datagrams out of the IP packets of the tunnel before it and lets nothing else
 * pass: not from the hop to us, addresses and ports, is dropped. Whole packets are unwrapped in
 * place; fragments are put together first. Belongs to the receive loop.
 *
 * <p>The UDP checksum is not verified: the datagram is authenticated twice, by the outer tunnel up
 * to its relay and by the inner tunnel end to end, and a relay with checksum offload may not have
 * filled it in.
 */
final class Decapsulation {
  private final DatagramHeader header;
  private final Endpoint hop;
  private final Reassembly reassembly;
  private final DropCounters drops;
  private final PathMtuListener listener;
  private final FragmentHeader fragment = new FragmentHeader();
  private final SpareBatch spare;

  Decapsulation(
      DatagramHeader header,
      Endpoint hop,
      Reassembly reassembly,
      DropCounters drops,
      PathMtuListener listener) {
    this.header = header;
    this.hop = hop;
    this.reassembly = reassembly;
    this.drops = drops;
    this.listener = listener;
    spare = new SpareBatch(reassembly.capacity());
  }

  /**
   * Turns every packet into the datagram it carries, or drops it.
   *
   * @return {@code batch}, or, if a fragment in it completed a datagram, a batch of our own with
   *     the same slots
   */
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
    return spare.replacing(batch);
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
      return unwrapFragment(batch, slot, length);
    }
    if (Ip.protocol(memory, offset) != Ip.UDP) {
      return signal(batch, slot, length, mtu);
    }
    if (!header.isFromHop(memory, offset)) {
      return DropReason.NOT_FROM_HOP;
    }
    return unwrapWhole(batch, slot, Ip.headerLength(memory, offset), length);
  }

  /** Unwraps a packet whose UDP header and payload lie behind {@code ipHeaders} bytes. */
  private @Nullable DropReason unwrapWhole(PacketBatch batch, int slot, int ipHeaders, int length) {
    int udp = batch.offset(slot) + ipHeaders;
    int udpLength = length - ipHeaders;
    DropReason fault = fault(batch.memory(), udp, udpLength);
    if (fault == null) {
      batch.bounds(slot, udp + Ip.HEADER_UDP, udpLength - Ip.HEADER_UDP);
      batch.peer(slot, PacketBatch.NO_PEER);
      batch.endpoint(slot, hop);
    }
    return fault;
  }

  /** What is wrong with a UDP header and payload of {@code length} bytes together. */
  private @Nullable DropReason fault(MemorySegment memory, long udp, int length) {
    if (length < Ip.HEADER_UDP) {
      return DropReason.MALFORMED_IP;
    }
    if (!header.isFromHopPort(memory, udp)) {
      return DropReason.NOT_FROM_HOP;
    }
    return (memory.get(DatagramHeader.SHORT, udp + 4) & 0xFFFF) == length
        ? null
        : DropReason.MALFORMED_IP;
  }

  /** A kept fragment leaves the batch but is no loss, so it is not counted. */
  private @Nullable DropReason unwrapFragment(PacketBatch batch, int slot, int length) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    if (!header.isFromHop(memory, offset)) {
      return DropReason.NOT_FROM_HOP;
    }
    if (!fragment.read(memory, offset, length)) {
      return DropReason.MALFORMED_IP;
    }
    if (fragment.protocol() != Ip.UDP) {
      return DropReason.NOT_FROM_HOP;
    }
    if (fragment.isAtomic()) {
      return unwrapWhole(batch, slot, fragment.headers(), length);
    }
    PartialDatagram datagram = reassembly.add(fragment, memory, offset);
    if (datagram == null) {
      return DropReason.FRAGMENT;
    }
    if (datagram.isComplete()) {
      return unwrapReassembled(batch, slot, datagram);
    }
    batch.drop(slot);
    return null;
  }

  private @Nullable DropReason unwrapReassembled(
      PacketBatch batch, int slot, PartialDatagram datagram) {
    DropReason fault = fault(datagram.data(), 0, datagram.length());
    if (fault == null) {
      spare.put(batch, slot, datagram.data(), Ip.HEADER_UDP, datagram.length(), hop);
    } else {
      drops.count(fault, datagram.fragments() - 1L);
    }
    return fault;
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
