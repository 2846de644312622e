package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.HostPort;
import io.veiltun.config.IpLiteral;
import io.veiltun.config.Ranges;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Values as they are written. Every method throws {@link IllegalArgumentException} with a message
 * that does not quote the text.
 */
final class ConfValues {
  private static final long MAX_U32 = 0xffff_ffffL;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
  private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9_.~-]{1,253}");

  private ConfValues() {}

  static int port(String text) {
    if (SERVICE.matcher(text).matches()) {
      throw new IllegalArgumentException("a service name, expected the number of the port");
    }
    return (int) number(text, 0, Ranges.MAX_PORT, "");
  }

  /** 0 for {@code off}. */
  static long fwMark(String text) {
    if (text.toLowerCase(Locale.ROOT).matches("0x[0-9a-f]{1,8}")) {
      return Long.parseLong(text.substring(2), 16);
    }
    return text.equalsIgnoreCase("off")
        ? 0
        : number(text, 0, MAX_U32, "off, 0x1 to 0xffffffff or ");
  }

  /** Seconds; 0 for {@code off}. */
  static int keepalive(String text) {
    return text.equalsIgnoreCase("off")
        ? 0
        : (int) number(text, 0, Ranges.MAX_KEEPALIVE, "off or ");
  }

  static int mtu(String text) {
    return (int) number(text, Ranges.MIN_MTU, Ranges.MAX_MTU, "");
  }

  private static long number(String text, long min, long max, String orElse) {
    long value = DIGITS.matcher(text).matches() ? Long.parseLong(text) : -1;
    if (value < min || value > max) {
      throw new IllegalArgumentException("expected " + orElse + min + " to " + max);
    }
    return value;
  }

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  static String table(String text) {
    if (!TABLE.matcher(text).matches()) {
      throw new IllegalArgumentException("expected auto, off, or the number or name of a table");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether wg-quick takes an entry of {@code DNS} for a server; else it is a search domain. */
  static boolean isServer(String entry) {
    return entry.contains(":") || entry.matches("[0-9.]+");
  }

  static InetAddress server(String entry) {
    return IpLiteral.parse(entry);
  }

  static String searchDomain(String entry) {
    if (!DOMAIN.matcher(entry).matches()) {
      throw new IllegalArgumentException("neither an IP address nor a search domain");
    }
    return entry;
  }

  /** One of our addresses; without a length it is the whole. */
  static CidrAddress address(String entry) {
    return CidrAddress.parseHost(withLength(entry));
  }

  /** A network as written: bits behind the prefix are kept. */
  static CidrAddress network(String entry) {
    if (entry.startsWith("+") || entry.startsWith("-")) {
      throw new IllegalArgumentException(
          "a list of changes (+ or -) only means something to a running device, write the networks");
    }
    if (entry.isEmpty()) {
      throw new IllegalArgumentException("nothing before or after a comma");
    }
    return CidrAddress.parse(withLength(entry));
  }

  private static String withLength(String entry) {
    if (entry.indexOf('/') >= 0) {
      return entry;
    }
    return entry + (IpLiteral.parse(entry) instanceof Inet6Address ? "/128" : "/32");
  }

  static HostPort endpoint(String text) {
    String port = text.substring(text.lastIndexOf(':') + 1);
    if (port.length() < text.length() && SERVICE.matcher(port).matches()) {
      throw new IllegalArgumentException("a service name as port, expected its number");
    }
    return HostPort.parseEndpoint(text);
  }
}
