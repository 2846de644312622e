package io.veiltun.engine.packet;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Writes the ICMP (RFC 792, 1191) or ICMPv6 (RFC 4443) error that tells a local sender why its
 * packet went nowhere (wireguard-protocol §13.3), so that applications fail at once instead of
 * hanging until a timeout.
 *
 * <p>No error answers an ICMP error, a fragment other than the first, a multicast or broadcast
 * destination, or a source that is no single host. {@link IcmpRateLimiter} bounds how many are
 * sent. Immutable; nothing is allocated per packet.
 */
public final class IcmpError {
  /** The most bytes an error takes: IPv6's minimum MTU (RFC 4443 §2.4 c). */
  public static final int MAX_LENGTH = 1280;

  private static final int MAX_LENGTH_V4 = 576;
  private static final int HEADER_ICMP = 8;
  private static final int HOP_LIMIT = 64;
  private static final int V4_UNREACHABLE_HOST = 3 << 8 | 1;
  private static final int V4_FRAGMENTATION_NEEDED = 3 << 8 | 4;
  private static final int V6_UNREACHABLE_ADDRESS = 1 << 8 | 3;
  private static final int V6_PACKET_TOO_BIG = 2 << 8;

  private final boolean hasIpv4;
  private final boolean hasIpv6;
  private final int ipv4;
  private final long ipv6High;
  private final long ipv6Low;

  /**
   * Errors come from these addresses of the device, or, for a family without one, from the address
   * the offending packet was sent to.
   *
   * @param ipv4 4 bytes in network order, or null
   * @param ipv6 16 bytes in network order, or null
   * @throws IllegalArgumentException if an address has another length
   */
  public IcmpError(byte @Nullable [] ipv4, byte @Nullable [] ipv6) {
    if ((ipv4 != null && ipv4.length != 4) || (ipv6 != null && ipv6.length != 16)) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes");
    }
    hasIpv4 = ipv4 != null;
    hasIpv6 = ipv6 != null;
    this.ipv4 = ipv4 == null ? 0 : MemorySegment.ofArray(ipv4).get(Ip.INT, 0);
    ipv6High = ipv6 == null ? 0 : MemorySegment.ofArray(ipv6).get(Ip.LONG, 0);
    ipv6Low = ipv6 == null ? 0 : MemorySegment.ofArray(ipv6).get(Ip.LONG, 8);
  }

  /**
   * No peer has the destination, or the peer has no endpoint: host unreachable (type 3 code 1), or
   * address unreachable (type 1 code 3).
   *
   * @param available bytes from {@code offset} on that hold the offending packet
   * @param out where to write, at least {@link #MAX_LENGTH} bytes from {@code outOffset} on; must
   *     not overlap the packet
   * @return the error's length in bytes, or 0 if the packet must not be answered
   */
  public int unreachable(
      MemorySegment memory, long offset, int available, MemorySegment out, long outOffset) {
    return write(
        memory, offset, available, out, outOffset, V4_UNREACHABLE_HOST, V6_UNREACHABLE_ADDRESS, 0);
  }

  /**
   * The packet is larger than {@code mtu} bytes: fragmentation needed (type 3 code 4, with the
   * next-hop MTU of RFC 1191), or packet too big (type 2). Also right for IPv4 packets that permit
   * fragmentation: a tunnel never fragments. Parameters and result as for {@link #unreachable}.
   */
  public int tooBig(
      MemorySegment memory,
      long offset,
      int available,
      MemorySegment out,
      long outOffset,
      int mtu) {
    return write(
        memory, offset, available, out, outOffset, V4_FRAGMENTATION_NEEDED, V6_PACKET_TOO_BIG, mtu);
  }

  private int write(
      MemorySegment memory,
      long offset,
      int available,
      MemorySegment out,
      long outOffset,
      int typeAndCode4,
      int typeAndCode6,
      int mtu) {
    int length = Ip.checkedLength(memory, offset, available);
    if (length < 0) {
      return 0;
    }
    if (Ip.isIpv4(memory, offset)) {
      return mayAnswer4(memory, offset, length)
          ? write4(memory, offset, length, out, outOffset, typeAndCode4, mtu)
          : 0;
    }
    return mayAnswer6(memory, offset, length)
        ? write6(memory, offset, length, out, outOffset, typeAndCode6, mtu)
        : 0;
  }

  private int write4(
      MemorySegment memory,
      long offset,
      int length,
      MemorySegment out,
      long outOffset,
      int typeAndCode,
      int mtu) {
    int quoted = Math.min(length, MAX_LENGTH_V4 - Ip.HEADER_V4 - HEADER_ICMP);
    int total = Ip.HEADER_V4 + HEADER_ICMP + quoted;
    out.set(Ip.INT, outOffset, 0x4500 << 16 | total);
    out.set(Ip.INT, outOffset + 4, 0x4000);
    out.set(Ip.INT, outOffset + 8, HOP_LIMIT << 24 | Ip.ICMP << 16);
    out.set(Ip.INT, outOffset + 12, hasIpv4 ? ipv4 : Ip.destination4(memory, offset));
    out.set(Ip.INT, outOffset + 16, Ip.source4(memory, offset));
    int headerChecksum = Checksum.finish(Checksum.sum(out, outOffset, Ip.HEADER_V4));
    out.set(Ip.SHORT, outOffset + 10, (short) headerChecksum);

    long icmp = outOffset + Ip.HEADER_V4;
    out.set(Ip.INT, icmp, typeAndCode << 16);
    out.set(Ip.INT, icmp + 4, Math.min(mtu, 0xFFFF));
    MemorySegment.copy(memory, offset, out, icmp + HEADER_ICMP, quoted);
    int checksum = Checksum.finish(Checksum.sum(out, icmp, HEADER_ICMP + quoted));
    out.set(Ip.SHORT, icmp + 2, (short) checksum);
    return total;
  }

  private int write6(
      MemorySegment memory,
      long offset,
      int length,
      MemorySegment out,
      long outOffset,
      int typeAndCode,
      int mtu) {
    int quoted = Math.min(length, MAX_LENGTH - Ip.HEADER_V6 - HEADER_ICMP);
    int payload = HEADER_ICMP + quoted;
    out.set(Ip.INT, outOffset, 6 << 28);
    out.set(Ip.INT, outOffset + 4, payload << 16 | Ip.ICMPV6 << 8 | HOP_LIMIT);
    out.set(Ip.LONG, outOffset + 8, hasIpv6 ? ipv6High : Ip.destinationHigh(memory, offset));
    out.set(Ip.LONG, outOffset + 16, hasIpv6 ? ipv6Low : Ip.destinationLow(memory, offset));
    out.set(Ip.LONG, outOffset + 24, Ip.sourceHigh(memory, offset));
    out.set(Ip.LONG, outOffset + 32, Ip.sourceLow(memory, offset));

    long icmp = outOffset + Ip.HEADER_V6;
    out.set(Ip.INT, icmp, typeAndCode << 16);
    out.set(Ip.INT, icmp + 4, mtu);
    MemorySegment.copy(memory, offset, out, icmp + HEADER_ICMP, quoted);
    long sum =
        Checksum.pseudoHeader(out, outOffset + 8, false, Ip.ICMPV6, payload)
            + Checksum.sum(out, icmp, payload);
    out.set(Ip.SHORT, icmp + 2, (short) Checksum.finish(sum));
    return Ip.HEADER_V6 + payload;
  }

  private static boolean mayAnswer4(MemorySegment memory, long offset, int length) {
    if (Ip.isLaterFragment4(memory, offset)
        || isSeveralHosts4(Ip.destination4(memory, offset))
        || !isSingleHost4(Ip.source4(memory, offset))) {
      return false;
    }
    if (Ip.protocol(memory, offset) != Ip.ICMP) {
      return true;
    }
    int header = Ip.headerLength(memory, offset);
    return header < length && isQuery4(memory.get(Ip.BYTE, offset + header) & 0xFF);
  }

  private static boolean isQuery4(int icmpType) {
    return icmpType == 0 || icmpType == 8 || (icmpType >= 13 && icmpType <= 18);
  }

  private static boolean isSeveralHosts4(int address) {
    return address >>> 28 == 0xE || address == -1;
  }

  /** RFC 1122 §3.2.2: not this network, not loopback, not multicast, class E or broadcast. */
  private static boolean isSingleHost4(int address) {
    int first = address >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private static boolean mayAnswer6(MemorySegment memory, long offset, int length) {
    long sourceHigh = Ip.sourceHigh(memory, offset);
    if (isMulticast6(Ip.destinationHigh(memory, offset))
        || isMulticast6(sourceHigh)
        || (sourceHigh | Ip.sourceLow(memory, offset)) == 0) {
      return false;
    }
    if (length == Ip.HEADER_V6) {
      return true;
    }
    int upper = Ipv6Extensions.upperLayer(memory, offset, length);
    if (upper == Ipv6Extensions.NONE) {
      return false;
    }
    return upper >>> 16 != Ip.ICMPV6
        || isInformational6(memory.get(Ip.BYTE, offset + (upper & 0xFFFF)) & 0xFF);
  }

  /** RFC 4443 §2.1, §2.4 e: errors are below 128, and a redirect (137) counts as one. */
  private static boolean isInformational6(int icmpType) {
    return icmpType >= 128 && icmpType != 137;
  }

  private static boolean isMulticast6(long addressHigh) {
    return addressHigh >>> 56 == 0xFF;
  }
}
