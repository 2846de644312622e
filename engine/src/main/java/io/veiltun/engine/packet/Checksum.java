package io.veiltun.engine.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071) over off-heap memory.
 *
 * <p>A running sum is a {@code long} of 16-bit words in network order, not yet folded; sums of
 * adjacent ranges may be added as long as each range but the last has an even length.
 */
public final class Checksum {
  private static final ValueLayout.OfLong LONG_NATIVE = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT_NATIVE = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Checksum() {}

  /**
   * The running sum of {@code length} bytes, {@code length} below 65 536; an odd last byte counts
   * as its high half.
   */
  public static long sum(MemorySegment memory, long offset, int length) {
    // One's-complement addition is independent of byte order up to a final swap (RFC 1071 §2B), so
    // words are added as they lie in memory. This shape, one load and two sums, is what the
    // compiler turns into vector code; the sums can't overflow at this length.
    long a = 0;
    long b = 0;
    int longs = length >>> 3;
    for (int k = 0; k < longs; k++) {
      long word = memory.get(LONG_NATIVE, offset + ((long) k << 3));
      a += word & 0xFFFF_FFFFL;
      b += word >>> 32;
    }
    a += b;
    int i = longs << 3;
    for (; i + 2 <= length; i += 2) {
      a += memory.get(SHORT_NATIVE, offset + i) & 0xFFFF;
    }
    if (i < length) {
      int last = memory.get(ValueLayout.JAVA_BYTE, offset + i) & 0xFF;
      a += LITTLE ? last : last << 8;
    }
    int folded = fold(a);
    return LITTLE ? Short.toUnsignedInt(Short.reverseBytes((short) folded)) : folded;
  }

  /** Folds a running sum to 16 bits without complementing it. */
  public static int fold(long sum) {
    sum = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return (int) sum;
  }

  /** The checksum to store for a running sum: folded and complemented. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xFFFF;
  }

  /**
   * As {@link #finish}, for UDP: 0 means "no checksum" there, so it is stored as 0xFFFF (RFC 768).
   */
  public static int finishUdp(long sum) {
    int checksum = finish(sum);
    return checksum == 0 ? 0xFFFF : checksum;
  }

  /**
   * The running sum of the pseudo-header of TCP or UDP: addresses (two times 4 or 16 bytes,
   * adjacent, as in the IP header), protocol and length of the transport header with its payload.
   */
  public static long pseudoHeader(
      MemorySegment memory, long addressesOffset, boolean ipv4, int protocol, int length) {
    return sum(memory, addressesOffset, ipv4 ? 8 : 32) + protocol + length;
  }
}
