package io.veiltun.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** IP addresses as text, read strictly and without any name lookup. */
public final class IpLiteral {
  static final TextForm<InetAddress> FORM = TextForm.like("10.64.0.1", IpLiteral::parse);

  /** Dotted quad as RFC 6943 section 3.1.1 asks: four decimal parts, no leading zeros. */
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final int GROUPS = 8;

  private IpLiteral() {}

  /** Throws {@link IllegalArgumentException} for anything but a plain IPv4 or IPv6 address. */
  public static InetAddress parse(String text) {
    if (IPV4.matcher(text).matches()) {
      return Inet4Address.ofLiteral(text);
    }
    if (text.contains("%")) {
      throw new IllegalArgumentException("an address with a zone (%) is not supported");
    }
    if (!text.contains(":") || !IPV6_CHARACTERS.matcher(text).matches()) {
      throw new IllegalArgumentException("not an IP address");
    }
    return ipv6(text);
  }

  private static InetAddress ipv6(String text) {
    InetAddress address;
    try {
      address = Inet6Address.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an IPv6 address", e);
    }
    if (address instanceof Inet4Address) {
      throw new IllegalArgumentException("an IPv4 address written as IPv6, write the IPv4 address");
    }
    return address;
  }

  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  /** Whether this can be the address of one machine: not unspecified, multicast or broadcast. */
  static boolean unicast(InetAddress address) {
    if (address instanceof Inet4Address && (address.getAddress()[0] & 0xf0) == 0xf0) {
      return false;
    }
    return !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }

  /** {@code IPv4} or {@code IPv6}. */
  public static String family(InetAddress address) {
    return address instanceof Inet6Address ? "IPv6" : "IPv4";
  }

  /**
   * As RFC 5952 writes it: lower case, the longest run of two or more zero groups as {@code ::}.
   */
  public static String format(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    byte[] bytes = address.getAddress();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    return compressed(groups);
  }

  private static String compressed(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (start < 0) {
      return joined(groups, 0, GROUPS);
    }
    return joined(groups, 0, start) + "::" + joined(groups, start + length, GROUPS);
  }

  private static String joined(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
