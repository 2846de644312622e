package io.veiltun.engine.routing;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text, without name resolution and without the historic short forms that {@code
 * InetAddress} takes: an allowed IP that means something else than it says is a leak.
 */
final class IpLiteral {
  private IpLiteral() {}

  /** The 4 or 16 bytes of a dotted quad or an RFC 4291 §2.2 address, or null if it is neither. */
  static byte @Nullable [] parse(String text) {
    return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
  }

  private static byte @Nullable [] parse4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = decimal(parts[i]);
      if (value < 0 || value > 255) {
        return null;
      }
      address[i] = (byte) value;
    }
    return address;
  }

  /**
   * The value of one to three digits, else -1. A leading zero means octal to some readers and
   * decimal to others, so it is refused.
   */
  static int decimal(String text) {
    int length = text.length();
    if (length < 1 || length > 3 || (length > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = 10 * value + digit - '0';
    }
    return value;
  }

  /** The value of one to four hexadecimal digits, else -1. */
  private static int group(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return -1;
      }
      value = value << 4 | HexFormat.fromHexDigit(text.charAt(i));
    }
    return value;
  }

  private static byte @Nullable [] parse6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text);
      return all != null && all.length == 16 ? all : null;
    }
    // A dotted quad can only be the very end (RFC 4291 §2.2, form 3).
    byte[] head = text.lastIndexOf('.', gap) >= 0 ? null : groups(text.substring(0, gap));
    byte[] tail = groups(text.substring(gap + 2));
    if (head == null || tail == null || head.length + tail.length > 14) {
      return null;
    }
    byte[] address = new byte[16];
    System.arraycopy(head, 0, address, 0, head.length);
    System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
    return address;
  }

  /** The bytes of groups of hexadecimal digits; the last may be a dotted quad. */
  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    int last = parts.length - 1;
    byte[] quad = parts[last].indexOf('.') >= 0 ? parse4(parts[last]) : new byte[0];
    int hexGroups = quad != null && quad.length == 4 ? last : parts.length;
    if (quad == null || hexGroups > 8) {
      return null;
    }
    byte[] bytes = new byte[hexGroups * 2 + quad.length];
    for (int i = 0; i < hexGroups; i++) {
      int value = group(parts[i]);
      if (value < 0) {
        return null;
      }
      bytes[2 * i] = (byte) (value >>> 8);
      bytes[2 * i + 1] = (byte) value;
    }
    System.arraycopy(quad, 0, bytes, hexGroups * 2, quad.length);
    return bytes;
  }

  /** A dotted quad. */
  static String format4(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xFF)
        + "."
        + (address >>> 8 & 0xFF)
        + "."
        + (address & 0xFF);
  }

  /** The canonical text of RFC 5952 §4: lower case, the longest run of zero groups as "::". */
  static String format6(long high, long low) {
    int start = 0;
    int run = 1;
    for (int i = 0; i < 8; i++) {
      int zeros = zeros(high, low, i);
      if (zeros > run) {
        start = i;
        run = zeros;
      }
    }
    if (run < 2) {
      return joined(high, low, 0, 8);
    }
    return joined(high, low, 0, start) + "::" + joined(high, low, start + run, 8);
  }

  private static int zeros(long high, long low, int from) {
    int i = from;
    while (i < 8 && group(high, low, i) == 0) {
      i++;
    }
    return i - from;
  }

  private static String joined(long high, long low, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i > from ? ":" : "").append(Integer.toHexString(group(high, low, i)));
    }
    return text.toString();
  }

  private static int group(long high, long low, int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (index & 3))) & 0xFFFF;
  }
}
