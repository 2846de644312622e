package io.veiltun.cli.uapi;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.ToIntFunction;

/**
 * What stands behind the {@code =} of a line. Every method fails with EINVAL if it is something
 * else, and never quotes it: it may be a misplaced key.
 */
final class Value {
  private static final int MAX_NUMBER = 10;
  private static final int MAX_TEXT = 80;
  private static final int IPV4_PREFIX = 96;

  private final byte[] bytes;
  private final int from;
  private final int to;

  /** A part of {@code bytes}, which the caller wipes when it is done with. */
  Value(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** 64 hexadecimal digits of either case as 32 new bytes, which the caller owns. */
  byte[] key() throws UapiFailure {
    if (to - from != 2 * SecretKey.LENGTH) {
      throw UapiFailure.invalid("a key has 64 hexadecimal digits");
    }
    byte[] key = new byte[SecretKey.LENGTH];
    for (int i = 0; i < key.length; i++) {
      int high = bytes[from + 2 * i];
      int low = bytes[from + 2 * i + 1];
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
        Arrays.fill(key, (byte) 0);
        throw UapiFailure.invalid("a key has only hexadecimal digits");
      }
      key[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
    }
    return key;
  }

  /** A decimal number without sign, 0 to {@code most}. */
  long number(long most) throws UapiFailure {
    int digits = to - from;
    if (digits < 1 || digits > MAX_NUMBER) {
      throw UapiFailure.invalid("not a number from 0 to " + most);
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw UapiFailure.invalid("not a number from 0 to " + most);
      }
      number = 10 * number + bytes[i] - '0';
    }
    if (number > most) {
      throw UapiFailure.invalid("not a number from 0 to " + most);
    }
    return number;
  }

  /** Exactly {@code expected}. */
  void mustBe(String expected) throws UapiFailure {
    if (!text(MAX_TEXT).equals(expected)) {
      throw UapiFailure.invalid("only " + expected + " is possible");
    }
  }

  /** A fraction from 0 to 1. */
  double fraction() throws UapiFailure {
    String text = text(MAX_TEXT);
    // What Double takes beyond digits, such as hexadecimal or a suffix, is a slip here.
    double fraction = text.matches("[0-9.eE+-]{1,40}") ? parsed(text) : Double.NaN;
    if (!(fraction >= 0 && fraction <= 1)) {
      throw UapiFailure.invalid("not a fraction from 0 to 1");
    }
    return fraction;
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The text, at most {@code most} characters, each a byte. */
  String text(int most) throws UapiFailure {
    if (to - from > most) {
      throw UapiFailure.invalid("longer than " + most + " characters");
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** {@code address/length}, host bits cleared; the length is mandatory. */
  IpPrefix prefix() throws UapiFailure {
    String text = text(MAX_TEXT);
    if (text.indexOf('/') < 0) {
      throw UapiFailure.invalid("an allowed IP has a prefix length");
    }
    return parsedPrefix(text);
  }

  private static IpPrefix parsedPrefix(String text) throws UapiFailure {
    try {
      return IpPrefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw UapiFailure.invalid("not an IP address");
    }
  }

  /** Whether the text begins with this character. */
  boolean startsWith(char first) {
    return from < to && bytes[from] == first;
  }

  /** The same without its first character. */
  Value rest() {
    return new Value(bytes, from + 1, to);
  }

  /**
   * {@code a.b.c.d:port}, {@code [v6]:port} or {@code [v6%zone]:port}.
   *
   * @param scopes gives the index of an interface by its name, 0 or less if there is none
   */
  Endpoint endpoint(ToIntFunction<String> scopes) throws UapiFailure {
    String text = text(MAX_TEXT);
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    if (colon < 1 || (bracketed && text.charAt(colon - 1) != ']')) {
      throw UapiFailure.invalid("not address:port or [address]:port");
    }
    String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
    int percent = host.indexOf('%');
    String address = percent < 0 ? host : host.substring(0, percent);
    boolean ipv6 = address.indexOf(':') >= 0;
    if (address.indexOf('/') >= 0 || ipv6 != bracketed || (percent >= 0 && !ipv6)) {
      throw UapiFailure.invalid("not address:port or [address]:port");
    }
    int scope = percent < 0 ? 0 : scope(host.substring(percent + 1), scopes);
    byte[] port = text.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1);
    return Endpoint.of(
        unmapped(parsedPrefix(address).address()),
        (int) new Value(port, 0, port.length).number(65535),
        scope);
  }

  private static int scope(String zone, ToIntFunction<String> scopes) throws UapiFailure {
    int index = zone.matches("[0-9]{1,9}") ? Integer.parseInt(zone) : scopes.applyAsInt(zone);
    if (index <= 0) {
      throw UapiFailure.invalid("there is no interface of the endpoint's zone");
    }
    return index;
  }

  /** An IPv6 socket of its own family cannot send to an IPv4-mapped address. */
  private static byte[] unmapped(byte[] address) {
    if (address.length == 16) {
      for (int i = 0; i < IPV4_PREFIX / 8; i++) {
        if (address[i] != (i < 10 ? 0 : (byte) 0xFF)) {
          return address;
        }
      }
      return Arrays.copyOfRange(address, IPV4_PREFIX / 8, 16);
    }
    return address;
  }

  /** Nothing of it: it may be a key. */
  @Override
  public String toString() {
    return "Value[" + (to - from) + " bytes]";
  }
}
