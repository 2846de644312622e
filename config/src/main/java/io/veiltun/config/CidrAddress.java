package io.veiltun.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IP address with the length of its network prefix (RFC 4632, RFC 4291 section 2.3). Bits behind
 * the prefix are kept: {@code 10.66.0.1/16} is the host 10.66.0.1 in the network 10.66.0.0/16.
 *
 * @param address a plain IPv4 or IPv6 address
 * @param prefixLength in bits, 0 to 32 or 0 to 128
 */
public record CidrAddress(InetAddress address, int prefixLength) {
  /** One of our own addresses: must be usable by one machine. */
  static final TextForm<CidrAddress> HOST = TextForm.like("10.66.0.2/32", CidrAddress::parseHost);

  /** A network: no bits behind the prefix. */
  static final TextForm<CidrAddress> NETWORK =
      TextForm.like("10.66.0.0/16", CidrAddress::parseNetwork);

  /** Throws {@link IllegalArgumentException} for a prefix length outside the family's range. */
  public CidrAddress {
    int bits = bits(address);
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + ", expected 0 to " + bits);
    }
  }

  /**
   * Reads {@code address/length}.
   *
   * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
   */
  public static CidrAddress parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      InetAddress address = IpLiteral.parse(text);
      throw new IllegalArgumentException(
          "prefix length missing, expected " + IpLiteral.format(address) + "/" + bits(address));
    }
    InetAddress address = IpLiteral.parse(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (!length.matches("0|[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException(
          "prefix length is not a number from 0 to " + bits(address));
    }
    return new CidrAddress(address, Integer.parseInt(length));
  }

  /**
   * Reads {@code address/length} whose address is that of one machine.
   *
   * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
   */
  public static CidrAddress parseHost(String text) {
    CidrAddress parsed = parse(text);
    if (!IpLiteral.unicast(parsed.address)) {
      throw new IllegalArgumentException("not the address of one machine");
    }
    return parsed;
  }

  private static CidrAddress parseNetwork(String text) {
    CidrAddress parsed = parse(text);
    if (!parsed.equals(parsed.network())) {
      throw new IllegalArgumentException(
          "bits set behind the prefix, expected " + parsed.network());
    }
    return parsed;
  }

  /** Whether this is IPv6; else it is IPv4. */
  public boolean ipv6() {
    return address instanceof Inet6Address;
  }

  /** This with all bits behind the prefix cleared. */
  public CidrAddress network() {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefixLength - 8L * i, 0, 8);
      bytes[i] &= (byte) (0xff00 >> kept);
    }
    try {
      return new CidrAddress(InetAddress.getByAddress(bytes), prefixLength);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  /** Whether {@code other} is of this family and in this network. */
  public boolean contains(InetAddress other) {
    return other.getClass() == address.getClass()
        && new CidrAddress(other, prefixLength).network().equals(network());
  }

  private static int bits(InetAddress address) {
    return address instanceof Inet6Address ? 128 : 32;
  }

  /** {@code 10.66.0.1/16}, or {@code fd66::1/64} as RFC 5952 writes it. */
  @Override
  public String toString() {
    return IpLiteral.format(address) + "/" + prefixLength;
  }
}
