package io.veiltun.engine.routing;

import java.nio.ByteBuffer;

/**
 * A block of IPv4 or IPv6 addresses that share their first {@code length} bits. Host bits are
 * cleared, so equal blocks are equal prefixes.
 *
 * @param ipv4 whether it is a block of IPv4 addresses
 * @param high the first 64 bits of the address; an IPv4 address fills the upper 32
 * @param low the last 64 bits of an IPv6 address, 0 for IPv4
 * @param length the number of fixed bits: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpPrefix(boolean ipv4, long high, long low, int length) {
  /**
   * Clears the host bits.
   *
   * @throws IllegalArgumentException if {@code length} is out of range
   */
  public IpPrefix {
    int most = ipv4 ? 32 : 128;
    if (length < 0 || length > most) {
      throw new IllegalArgumentException("prefix length " + length + " is not in 0.." + most);
    }
    high &= maskHigh(length);
    low &= maskLow(length);
  }

  /**
   * The block of {@code length} bits that {@code address}, 4 or 16 bytes, lies in.
   *
   * @throws IllegalArgumentException if there are other than 4 or 16 bytes, or the length is out of
   *     range
   */
  public static IpPrefix of(byte[] address, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(address);
    return switch (address.length) {
      case 4 -> new IpPrefix(true, (long) bytes.getInt() << 32, 0, length);
      case 16 -> new IpPrefix(false, bytes.getLong(), bytes.getLong(), length);
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
    };
  }

  /** The block of this one address, 4 or 16 bytes. */
  public static IpPrefix host(byte[] address) {
    return of(address, address.length * 8);
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code ::/0}, or a bare address, which stands for itself alone. Names
   * are not resolved; IPv4-mapped IPv6 addresses stay IPv6.
   *
   * @throws IllegalArgumentException naming what is wrong with {@code text}
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("\"" + text + "\" does not start with an IP address");
    }
    if (slash < 0) {
      return host(address);
    }
    int length = IpLiteral.decimal(text.substring(slash + 1));
    int most = address.length * 8;
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          "\"" + text + "\": the prefix length is not in 0.." + most);
    }
    return of(address, length);
  }

  /** Whether {@code other} is the same block or a part of this one. */
  public boolean contains(IpPrefix other) {
    return ipv4 == other.ipv4
        && length <= other.length
        && ((high ^ other.high) & maskHigh(length)) == 0
        && ((low ^ other.low) & maskLow(length)) == 0;
  }

  /** The first address of the block: 4 or 16 new bytes in network order. */
  public byte[] address() {
    return ipv4
        ? ByteBuffer.allocate(4).putInt((int) (high >>> 32)).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  /** {@code 10.0.0.0/8}, {@code 2001:db8::/32} (RFC 5952). */
  @Override
  public String toString() {
    String address = ipv4 ? IpLiteral.format4((int) (high >>> 32)) : IpLiteral.format6(high, low);
    return address + "/" + length;
  }

  static long maskHigh(int length) {
    return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
  }

  static long maskLow(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }
}
