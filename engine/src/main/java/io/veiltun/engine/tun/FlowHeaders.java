package io.veiltun.engine.tun;

import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;

/**
 * What a {@link Coalescer} needs to know of the headers of a batch's packets: which flow they
 * belong to and whether two of them differ only in what segmentation recreates (linux-dataplane
 * §3.1, §3.2).
 */
final class FlowHeaders {
  /** Another protocol, or not IP: goes alone. */
  static final int ALONE = 0;

  /** TCP or UDP of an unknown flow (fragment, IP options): nothing may be moved across it. */
  static final int BARRIER = 1;

  /** TCP or UDP that can't be merged but keeps its place in its flow. */
  static final int FLOW = 2;

  /** A TCP segment with data that may be merged. */
  static final int TCP = 3;

  /** A UDP datagram that may be merged. */
  static final int UDP = 4;

  private final boolean udp;
  private final byte[] kinds;
  private final boolean[] ipv4;
  private final boolean[] tcp;
  private final int[] offsets;
  private final int[] lengths;
  private final int[] headerLengths;
  private final int[] payloads;
  private final int[] sequences;
  private final int[] endFlags;
  private MemorySegment memory = MemorySegment.NULL;
  private PacketBatch batch = new PacketBatch(MemorySegment.NULL, 1);

  FlowHeaders(int capacity, boolean udp) {
    this.udp = udp;
    kinds = new byte[capacity];
    ipv4 = new boolean[capacity];
    tcp = new boolean[capacity];
    offsets = new int[capacity];
    lengths = new int[capacity];
    headerLengths = new int[capacity];
    payloads = new int[capacity];
    sequences = new int[capacity];
    endFlags = new int[capacity];
  }

  void begin(PacketBatch batch) {
    this.batch = batch;
    memory = batch.memory();
  }

  int parse(int slot) {
    int at = batch.offset(slot);
    int length = batch.length(slot);
    offsets[slot] = at;
    lengths[slot] = length;
    payloads[slot] = 0;
    endFlags[slot] = 0;
    int version = length < Wire.IPV4_HEADER ? 0 : Wire.u8(memory, at) >>> 4;
    int kind =
        switch (version) {
          case 4 -> parseIpv4(slot, at, length);
          case 6 -> parseIpv6(slot, at, length);
          default -> ALONE;
        };
    kinds[slot] = (byte) kind;
    return kind;
  }

  boolean mergeable(int slot) {
    return kinds[slot] >= TCP;
  }

  boolean isTcp(int slot) {
    return tcp[slot];
  }

  boolean isIpv4(int slot) {
    return ipv4[slot];
  }

  int transport(int slot) {
    return ipv4[slot] ? Wire.IPV4_HEADER : Wire.IPV6_HEADER;
  }

  int headerLength(int slot) {
    return headerLengths[slot];
  }

  int payload(int slot) {
    return payloads[slot];
  }

  int sequence(int slot) {
    return sequences[slot];
  }

  int endFlags(int slot) {
    return endFlags[slot];
  }

  private int parseIpv4(int slot, int at, int length) {
    int protocol = Wire.u8(memory, at + 9);
    if (protocol != Wire.TCP && protocol != Wire.UDP) {
      return ALONE;
    }
    boolean whole = (Wire.u16(memory, at + 6) & 0x3FFF) == 0;
    if (Wire.u8(memory, at) != 0x45 || !whole || Wire.u16(memory, at + 2) != length) {
      return BARRIER;
    }
    ipv4[slot] = true;
    return parseTransport(slot, at + Wire.IPV4_HEADER, length - Wire.IPV4_HEADER, protocol);
  }

  private int parseIpv6(int slot, int at, int length) {
    if (length < Wire.IPV6_HEADER) {
      return ALONE;
    }
    int protocol = Wire.u8(memory, at + 6);
    if (protocol != Wire.TCP && protocol != Wire.UDP) {
      return isExtension(protocol) ? BARRIER : ALONE;
    }
    if (Wire.u16(memory, at + 4) != length - Wire.IPV6_HEADER) {
      return BARRIER;
    }
    ipv4[slot] = false;
    return parseTransport(slot, at + Wire.IPV6_HEADER, length - Wire.IPV6_HEADER, protocol);
  }

  // Hop-by-hop, routing, fragment, destination options (RFC 8200 §4).
  private static boolean isExtension(int protocol) {
    return protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60;
  }

  private int parseTransport(int slot, int header, int length, int protocol) {
    tcp[slot] = protocol == Wire.TCP;
    return tcp[slot] ? parseTcp(slot, header, length) : parseUdp(slot, header, length);
  }

  private int parseTcp(int slot, int header, int length) {
    if (length < Wire.TCP_HEADER) {
      return BARRIER;
    }
    int headerLength = (Wire.u8(memory, header + 12) >>> 4) * 4;
    int flags = Wire.u8(memory, header + 13);
    int closing = flags & (Wire.TCP_PSH | Wire.TCP_FIN);
    if (headerLength < Wire.TCP_HEADER
        || headerLength >= length
        || flags - closing != Wire.TCP_ACK
        || (Wire.u8(memory, header + 12) & 15) != 0) {
      return FLOW;
    }
    headerLengths[slot] = transport(slot) + headerLength;
    payloads[slot] = length - headerLength;
    sequences[slot] = Wire.i32(memory, header + 4);
    endFlags[slot] = closing;
    return TCP;
  }

  private int parseUdp(int slot, int header, int length) {
    if (length < Wire.UDP_HEADER) {
      return BARRIER;
    }
    if (!udp
        || length == Wire.UDP_HEADER
        || Wire.u16(memory, header + 4) != length
        || Wire.u16(memory, header + 6) == 0) {
      return FLOW;
    }
    headerLengths[slot] = transport(slot) + Wire.UDP_HEADER;
    payloads[slot] = length - Wire.UDP_HEADER;
    return UDP;
  }

  /** A hash of the addresses and ports of a packet that has a flow. */
  int hash(int slot) {
    int addresses = offsets[slot] + (ipv4[slot] ? 12 : 8);
    int end = offsets[slot] + transport(slot) + 4;
    int hash = tcp[slot] ? Wire.TCP : Wire.UDP;
    for (int at = addresses; at < end; at += 4) {
      hash = (hash ^ Wire.i32(memory, at)) * 0x9E37_79B1;
    }
    return hash ^ hash >>> 15;
  }

  /** Whether both have a flow and it is the same: protocol, addresses, ports. */
  boolean sameFlow(int one, int other) {
    if (ipv4[one] != ipv4[other] || tcp[one] != tcp[other]) {
      return false;
    }
    int from = ipv4[one] ? 12 : 8;
    return equal(one, other, from, transport(one) + 4);
  }

  /** Whether the headers of two mergeable packets of a flow agree in all that segments share. */
  boolean agree(int one, int other) {
    int a = offsets[one];
    int b = offsets[other];
    if (headerLengths[one] != headerLengths[other]) {
      return false;
    }
    boolean ip =
        ipv4[one]
            ? Wire.u16(memory, a) == Wire.u16(memory, b)
                && Wire.u8(memory, a + 8) == Wire.u8(memory, b + 8)
                && Wire.u16(memory, a + 6) == Wire.u16(memory, b + 6)
            : Wire.i32(memory, a) == Wire.i32(memory, b)
                && Wire.u8(memory, a + 7) == Wire.u8(memory, b + 7);
    if (!ip || !tcp[one]) {
      return ip;
    }
    int header = transport(one);
    return equal(one, other, header + 8, header + 12)
        && Wire.u16(memory, a + header + 14) == Wire.u16(memory, b + header + 14)
        && equal(one, other, header + Wire.TCP_HEADER, headerLengths[one]);
  }

  /**
   * Whether {@code slot}'s IPv4 identification is the one the kernel will give the packet {@code
   * distance} behind {@code head}. Only packets that may be fragmented need it (RFC 6864).
   */
  boolean follows(int head, int distance, int slot) {
    int a = offsets[head];
    return !ipv4[head]
        || (Wire.u16(memory, a + 6) & 0x4000) != 0
        || (Wire.u16(memory, a + 4) + distance & 0xFFFF) == Wire.u16(memory, offsets[slot] + 4);
  }

  /** Whether a mergeable packet's checksums are right. */
  boolean intact(int slot) {
    int at = offsets[slot];
    int header = transport(slot);
    int length = lengths[slot] - header;
    if (ipv4[slot] && Checksum.fold(Checksum.sum(memory, at, header)) != 0xFFFF) {
      return false;
    }
    int protocol = tcp[slot] ? Wire.TCP : Wire.UDP;
    int addresses = at + (ipv4[slot] ? 12 : 8);
    long sum = Checksum.pseudoHeader(memory, addresses, ipv4[slot], protocol, length);
    return Checksum.fold(sum + Checksum.sum(memory, at + header, length)) == 0xFFFF;
  }

  private boolean equal(int one, int other, int from, int to) {
    int a = offsets[one];
    int b = offsets[other];
    for (int i = from; i < to; i += 4) {
      if (Wire.i32(memory, a + i) != Wire.i32(memory, b + i)) {
        return false;
      }
    }
    return true;
  }
}
