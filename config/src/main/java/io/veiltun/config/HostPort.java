package io.veiltun.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A UDP or TCP endpoint as written. Names are kept: they are looked up when connecting, and again
 * when reconnecting.
 *
 * @param host an IPv4 literal, an IPv6 literal without brackets, or a host name (RFC 1123)
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  /** Somewhere to send to. */
  static final TextForm<HostPort> ENDPOINT =
      TextForm.like("192.0.2.1:51820", HostPort::parseEndpoint);

  /** Somewhere to listen. */
  static final TextForm<HostPort> LISTEN = TextForm.like("127.0.0.1:9586", HostPort::parse);

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,254}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
              + "(?![0-9]+\\.?$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.?");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** Throws {@link IllegalArgumentException} for a host or port that can't be. */
  public HostPort {
    if (host.contains(":")) {
      IpLiteral.parse(host);
    } else if (!IpLiteral.isIpv4(host) && !NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("neither an IP address nor a host name before the port");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + ", expected 1 to 65535");
    }
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
   */
  public static HostPort parse(String text) {
    if (text.startsWith("[")) {
      return parseBracketed(text);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("port missing, expected host:port");
    }
    if (text.indexOf(':') != colon) {
      throw new IllegalArgumentException("an IPv6 address needs brackets, expected [v6]:port");
    }
    return new HostPort(text.substring(0, colon), port(text.substring(colon + 1)));
  }

  private static HostPort parseBracketed(String text) {
    int close = text.indexOf(']');
    if (close < 0 || !text.startsWith("]:", close)) {
      throw new IllegalArgumentException("expected [v6]:port");
    }
    String host = text.substring(1, close);
    if (!host.contains(":")) {
      throw new IllegalArgumentException("no IPv6 address in the brackets");
    }
    return new HostPort(host, port(text.substring(close + 2)));
  }

  /**
   * As {@link #parse}, of the place of one machine.
   *
   * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
   */
  public static HostPort parseEndpoint(String text) {
    HostPort parsed = parse(text);
    if (parsed.literal().isPresent() && !IpLiteral.unicast(parsed.literal().get())) {
      throw new IllegalArgumentException("not the address of one machine");
    }
    return parsed;
  }

  private static int port(String digits) {
    if (!PORT.matcher(digits).matches()) {
      throw new IllegalArgumentException("port is not a number from 1 to 65535");
    }
    return Integer.parseInt(digits);
  }

  /** The address, where {@link #host} is one; no name is looked up. */
  public Optional<InetAddress> literal() {
    return host.contains(":") || IpLiteral.isIpv4(host)
        ? Optional.of(IpLiteral.parse(host))
        : Optional.empty();
  }

  /** As in a profile: {@code host:port} or {@code [v6]:port}. */
  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
