package io.veiltun.engine.tun;

import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.packet.DropReason;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Turns what one read of a TUN gave, a packet or a super-packet of up to 64 KiB behind its {@link
 * VnetHeader}, into complete packets with valid checksums (linux-dataplane §2). {@code hdr_len} is
 * not trusted. Belongs to one thread.
 */
final class SegmentSplitter {
  private static final int SEQUENCE = 4;
  private static final int DATA_OFFSET = 12;
  private static final int FLAGS = 13;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_LENGTH = 4;
  private static final int UDP_CHECKSUM = 6;

  private MemorySegment source = MemorySegment.NULL;
  private long base;
  private int length;
  private int position;
  private boolean segmented;
  private int checksumStart;
  private int checksumOffset;
  private boolean ipv4;
  private boolean tcp;
  private int transport;
  private int headerLength;
  private int segmentSize;
  private int segment;
  private int identification;
  private int sequence;
  private int tcpFlags;
  private long ipSum;
  private long transportSum;

  /**
   * Takes the packet of {@code bytes} bytes at {@code offset}, a {@link VnetHeader} first. The
   * header of a super-packet is changed in place; it must stay until all is emitted.
   *
   * @return null if accepted, else why not
   */
  @Nullable DropReason begin(MemorySegment memory, long offset, int bytes) {
    length = 0;
    position = 0;
    if (bytes <= VnetHeader.SIZE) {
      return DropReason.NOT_IP;
    }
    source = memory;
    base = offset + VnetHeader.SIZE;
    int packet = bytes - VnetHeader.SIZE;
    int type = VnetHeader.gsoType(memory, offset) & ~VnetHeader.GSO_ECN;
    checksumStart = VnetHeader.csumStart(memory, offset);
    checksumOffset = VnetHeader.csumOffset(memory, offset);
    boolean unfinished = (VnetHeader.flags(memory, offset) & VnetHeader.NEEDS_CSUM) != 0;
    if (unfinished && checksumStart + checksumOffset + 2 > packet) {
      return DropReason.MALFORMED_IP;
    }
    segmented = type != VnetHeader.GSO_NONE;
    if (!segmented) {
      checksumStart = unfinished ? checksumStart : -1;
      length = packet;
      return null;
    }
    segmentSize = VnetHeader.gsoSize(memory, offset);
    if (!unfinished || segmentSize == 0 || !parse(type, packet)) {
      return DropReason.MALFORMED_IP;
    }
    segment = 0;
    position = headerLength;
    length = packet;
    if (ipv4) {
      prepareIpv4();
    }
    prepareTransport();
    return null;
  }

  /** As {@link #begin} for a device without offload headers: the packet is complete. */
  @Nullable DropReason beginPlain(MemorySegment memory, long offset, int bytes) {
    position = 0;
    length = bytes;
    source = memory;
    base = offset;
    segmented = false;
    checksumStart = -1;
    return bytes == 0 ? DropReason.NOT_IP : null;
  }

  /** Whether packets remain to be emitted. */
  boolean pending() {
    return position < length;
  }

  /** Adds packets to {@code slab} until it is full or none remain. */
  void emit(SlotSlab slab) {
    if (!segmented) {
      if (pending()) {
        emitWhole(slab);
      }
      return;
    }
    MemorySegment to = slab.batch().memory();
    while (position < length) {
      int slice = Math.min(segmentSize, length - position);
      int at = slab.add(headerLength + slice);
      if (at < 0) {
        return;
      }
      MemorySegment.copy(source, base, to, at, headerLength);
      MemorySegment.copy(source, base + position, to, at + headerLength, slice);
      finishIp(to, at, headerLength + slice);
      long sum = transportSum + Checksum.sum(to, at + headerLength, slice);
      if (tcp) {
        finishTcp(to, at + transport, sum, slice);
      } else {
        finishUdp(to, at + transport, sum, slice);
      }
      position += slice;
      segment++;
    }
  }

  private void emitWhole(SlotSlab slab) {
    int at = slab.add(length);
    if (at < 0) {
      return;
    }
    MemorySegment to = slab.batch().memory();
    MemorySegment.copy(source, base, to, at, length);
    position = length;
    if (checksumStart >= 0) {
      // The field holds the pseudo-header's sum, so summing over it adds that (virtio 1.2 §5.1.6).
      long sum = Checksum.sum(to, at + checksumStart, length - checksumStart);
      int checksum =
          checksumOffset == UDP_CHECKSUM ? Checksum.finishUdp(sum) : Checksum.finish(sum);
      Wire.u16(to, at + checksumStart + checksumOffset, checksum);
    }
  }

  private boolean parse(int type, int packet) {
    ipv4 = Wire.u8(source, base) >>> 4 == 4;
    tcp = type != VnetHeader.GSO_UDP_L4;
    boolean known =
        switch (type) {
          case VnetHeader.GSO_TCPV4 -> ipv4;
          case VnetHeader.GSO_TCPV6 -> !ipv4;
          case VnetHeader.GSO_UDP_L4 -> true;
          default -> false;
        };
    if (!known || checksumOffset != (tcp ? TCP_CHECKSUM : UDP_CHECKSUM)) {
      return false;
    }
    transport = checksumStart;
    boolean ipFits =
        ipv4
            ? transport >= Wire.IPV4_HEADER && transport == (Wire.u8(source, base) & 15) * 4
            : transport >= Wire.IPV6_HEADER && Wire.u8(source, base) >>> 4 == 6;
    if (!ipFits || packet < transport + (tcp ? Wire.TCP_HEADER : Wire.UDP_HEADER)) {
      return false;
    }
    int transportHeader =
        tcp ? (Wire.u8(source, base + transport + DATA_OFFSET) >>> 4) * 4 : Wire.UDP_HEADER;
    headerLength = transport + transportHeader;
    return (!tcp || transportHeader >= Wire.TCP_HEADER) && headerLength < packet;
  }

  // What varies per segment is zeroed here, so that the rest is summed once.
  private void prepareIpv4() {
    identification = Wire.u16(source, base + 4);
    Wire.i32(source, base + 2, 0);
    Wire.u16(source, base + 10, 0);
    ipSum = Checksum.sum(source, base, transport);
  }

  private void prepareTransport() {
    long header = base + transport;
    if (tcp) {
      sequence = Wire.i32(source, header + SEQUENCE);
      tcpFlags = Wire.u8(source, header + FLAGS);
      Wire.i32(source, header + SEQUENCE, 0);
      Wire.u8(source, header + FLAGS, 0);
      Wire.u16(source, header + TCP_CHECKSUM, 0);
    } else {
      Wire.i32(source, header + UDP_LENGTH, 0);
    }
    transportSum =
        Checksum.sum(source, header, headerLength - transport)
            + Checksum.pseudoHeader(
                source, base + (ipv4 ? 12 : 8), ipv4, tcp ? Wire.TCP : Wire.UDP, 0);
  }

  private void finishIp(MemorySegment to, long at, int total) {
    if (!ipv4) {
      Wire.u16(to, at + 4, total - Wire.IPV6_HEADER);
      return;
    }
    int id = identification + segment & 0xFFFF;
    Wire.u16(to, at + 2, total);
    Wire.u16(to, at + 4, id);
    Wire.u16(to, at + 10, Checksum.finish(ipSum + total + id));
  }

  private void finishTcp(MemorySegment to, long header, long sum, int slice) {
    boolean last = position + slice == length;
    int flags = last ? tcpFlags : tcpFlags & ~(Wire.TCP_FIN | Wire.TCP_PSH);
    flags = segment == 0 ? flags : flags & ~Wire.TCP_CWR;
    int number = sequence + segment * segmentSize;
    Wire.i32(to, header + SEQUENCE, number);
    Wire.u8(to, header + FLAGS, flags);
    int transportLength = headerLength - transport + slice;
    long all = sum + (number >>> 16) + (number & 0xFFFF) + flags + transportLength;
    Wire.u16(to, header + TCP_CHECKSUM, Checksum.finish(all));
  }

  private static void finishUdp(MemorySegment to, long header, long sum, int slice) {
    int udpLength = Wire.UDP_HEADER + slice;
    Wire.u16(to, header + UDP_LENGTH, udpLength);
    // The length counts twice: in the header and in the pseudo-header.
    Wire.u16(to, header + UDP_CHECKSUM, Checksum.finishUdp(sum + udpLength + udpLength));
  }
}
