package io.veiltun.cli.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * An address with a prefix length.
 *
 * @param address IPv4 or IPv6; bits behind the prefix may be set (the address of an interface)
 * @param prefixLength 0 to 32 or 128
 */
public record Cidr(InetAddress address, int prefixLength) {
  /** Checks the range. */
  public Cidr {
    Objects.requireNonNull(address);
    int bits = address.getAddress().length * 8;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " is not 0 to " + bits);
    }
  }

  /**
   * Reads {@code 10.66.0.2/32} or {@code fd77::2/128}; literals only, nothing is resolved.
   *
   * @throws IllegalArgumentException if it is neither
   */
  @JsonCreator
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no prefix length: " + text);
    }
    InetAddress address = InetAddress.ofLiteral(text.substring(0, slash));
    return new Cidr(address, Integer.parseInt(text.substring(slash + 1)));
  }

  /** One address, without the zone an IPv6 one may have. */
  public static Cidr host(InetAddress address) {
    byte[] bytes = address.getAddress();
    try {
      return new Cidr(InetAddress.getByAddress(bytes), bytes.length * 8);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  /** Whether every address of {@code other} is one of ours. */
  public boolean covers(Cidr other) {
    return family() == other.family()
        && prefixLength <= other.prefixLength
        && network().equals(new Cidr(other.address, prefixLength).network());
  }

  /** The address family. */
  public Family family() {
    return address instanceof Inet4Address ? Family.INET : Family.INET6;
  }

  /** Whether it covers every address of its family. */
  public boolean isDefault() {
    return prefixLength == 0;
  }

  /** The same prefix with all bits behind it cleared. */
  public Cidr network() {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int keep = Math.clamp(prefixLength - i * 8L, 0, 8);
      bytes[i] &= (byte) (0xFF00 >> keep);
    }
    try {
      return new Cidr(InetAddress.getByAddress(bytes), prefixLength);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  @Override
  @JsonValue
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength;
  }
}
