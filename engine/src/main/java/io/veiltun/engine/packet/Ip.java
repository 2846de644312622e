package io.veiltun.engine.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads IPv4 (RFC 791) and IPv6 (RFC 8200) headers where they lie. Nothing is allocated and nothing
 * is thrown for what a packet contains: call {@link #checkedLength} first, every other reader
 * assumes that it returned a length.
 */
public final class Ip {
  /** {@link #checkedLength}: neither version, or shorter than the fixed header of its version. */
  public static final int NOT_IP = -1;

  /** {@link #checkedLength}: the header contradicts itself or the bytes that are there. */
  public static final int MALFORMED = -2;

  /** Bytes of an IPv4 header without options. */
  public static final int HEADER_V4 = 20;

  /** Bytes of the fixed IPv6 header. */
  public static final int HEADER_V6 = 40;

  /** Bytes of a UDP header (RFC 768). */
  public static final int HEADER_UDP = 8;

  /** Protocol number of ICMP for IPv4. */
  public static final int ICMP = 1;

  /** Protocol number of TCP. */
  public static final int TCP = 6;

  /** Protocol number of UDP. */
  public static final int UDP = 17;

  /** Protocol number of ICMPv6. */
  public static final int ICMPV6 = 58;

  private static final int FRAGMENT_HEADER = 44;
  private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3FFF;
  private static final int FRAGMENT_OFFSET = 0x1FFF;
  private static final int DONT_FRAGMENT = 0x4000;

  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Ip() {}

  /** The version nibble, 0 to 15, of a packet of at least one byte. */
  public static int version(MemorySegment memory, long offset) {
    return (memory.get(BYTE, offset) & 0xFF) >>> 4;
  }

  /** Whether a checked packet is IPv4; otherwise it is IPv6. */
  public static boolean isIpv4(MemorySegment memory, long offset) {
    return version(memory, offset) == 4;
  }

  /**
   * The length a packet declares, validated (wireguard-protocol §7.1 step 10, §10.1): padding
   * behind it is not part of it.
   *
   * @param available bytes from {@code offset} on that hold the packet and perhaps padding
   * @return 20 to {@code available}, or {@link #NOT_IP}, or {@link #MALFORMED}
   */
  public static int checkedLength(MemorySegment memory, long offset, int available) {
    if (available < HEADER_V4) {
      return NOT_IP;
    }
    int first = memory.get(BYTE, offset) & 0xFF;
    return switch (first >>> 4) {
      case 4 -> checkedLengthV4(memory, offset, available, (first & 0xF) << 2);
      case 6 -> checkedLengthV6(memory, offset, available);
      default -> NOT_IP;
    };
  }

  private static int checkedLengthV4(
      MemorySegment memory, long offset, int available, int headerLength) {
    int total = unsignedShort(memory, offset + 2);
    if (headerLength < HEADER_V4 || headerLength > total || total > available) {
      return MALFORMED;
    }
    return total;
  }

  private static int checkedLengthV6(MemorySegment memory, long offset, int available) {
    if (available < HEADER_V6) {
      return NOT_IP;
    }
    int total = unsignedShort(memory, offset + 4) + HEADER_V6;
    return total > available ? MALFORMED : total;
  }

  /** The reason to count for a negative result of {@link #checkedLength}. */
  public static DropReason dropReason(int checkedLength) {
    return checkedLength == NOT_IP ? DropReason.NOT_IP : DropReason.MALFORMED_IP;
  }

  /** Bytes before the payload: the IPv4 header with its options, or the fixed IPv6 header. */
  public static int headerLength(MemorySegment memory, long offset) {
    int first = memory.get(BYTE, offset) & 0xFF;
    return first >>> 4 == 4 ? (first & 0xF) << 2 : HEADER_V6;
  }

  /** IPv4: the protocol. IPv6: the next header of the fixed header, perhaps an extension. */
  public static int protocol(MemorySegment memory, long offset) {
    return memory.get(BYTE, offset + (isIpv4(memory, offset) ? 9 : 6)) & 0xFF;
  }

  /**
   * Whether the packet is a piece of a larger one. IPv6: whether a fragment header follows the
   * fixed header directly.
   */
  public static boolean isFragment(MemorySegment memory, long offset) {
    if (isIpv4(memory, offset)) {
      return (unsignedShort(memory, offset + 6) & MORE_FRAGMENTS_OR_OFFSET) != 0;
    }
    return protocol(memory, offset) == FRAGMENT_HEADER;
  }

  /** Whether an IPv4 packet is a fragment other than the first, so without transport header. */
  public static boolean isLaterFragment4(MemorySegment memory, long offset) {
    return (unsignedShort(memory, offset + 6) & FRAGMENT_OFFSET) != 0;
  }

  /** Whether an IPv4 packet forbids to fragment it. */
  public static boolean dontFragment4(MemorySegment memory, long offset) {
    return (unsignedShort(memory, offset + 6) & DONT_FRAGMENT) != 0;
  }

  /** Whether the checksum of an IPv4 header, options included, is right. */
  public static boolean checksumFits4(MemorySegment memory, long offset) {
    return Checksum.finish(Checksum.sum(memory, offset, headerLength(memory, offset))) == 0;
  }

  /** The source address of an IPv4 packet, first byte highest. */
  public static int source4(MemorySegment memory, long offset) {
    return memory.get(INT, offset + 12);
  }

  /** The destination address of an IPv4 packet, first byte highest. */
  public static int destination4(MemorySegment memory, long offset) {
    return memory.get(INT, offset + 16);
  }

  /** The first eight bytes of the source address of an IPv6 packet. */
  public static long sourceHigh(MemorySegment memory, long offset) {
    return memory.get(LONG, offset + 8);
  }

  /** The last eight bytes of the source address of an IPv6 packet. */
  public static long sourceLow(MemorySegment memory, long offset) {
    return memory.get(LONG, offset + 16);
  }

  /** The first eight bytes of the destination address of an IPv6 packet. */
  public static long destinationHigh(MemorySegment memory, long offset) {
    return memory.get(LONG, offset + 24);
  }

  /** The last eight bytes of the destination address of an IPv6 packet. */
  public static long destinationLow(MemorySegment memory, long offset) {
    return memory.get(LONG, offset + 32);
  }

  /** The source address of a checked packet: 4 or 16 new bytes. Not for the packet path. */
  public static byte[] source(MemorySegment memory, long offset) {
    boolean ipv4 = isIpv4(memory, offset);
    return memory.asSlice(offset + (ipv4 ? 12 : 8), ipv4 ? 4 : 16).toArray(BYTE);
  }

  static int unsignedShort(MemorySegment memory, long offset) {
    return Short.toUnsignedInt(memory.get(SHORT, offset));
  }
}
