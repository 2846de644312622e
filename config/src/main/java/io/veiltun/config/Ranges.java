package io.veiltun.config;

/** The numbers a profile may hold. */
final class Ranges {
  static final int MAX_HOPS = 8;
  static final int MAX_PORT = 65535;
  static final int MAX_KEEPALIVE = 65535;
  static final int MIN_MTU = 576;

  /** What every IPv6 link must carry (RFC 8200 section 5). */
  static final int MIN_IPV6_MTU = 1280;

  static final int MAX_MTU = 65535;

  private Ranges() {}

  static void check(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " " + value + ", expected " + min + " to " + max);
    }
  }
}
