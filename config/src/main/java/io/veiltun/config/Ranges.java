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

  /** More than any catalogue entry with its parameters. */
  static final int MAX_DEFENCE_NAME = 200;

  /** Each is asked at every packet. */
  static final int MAX_MACHINES = 64;

  /** Characters; a machine's payload is at most 1 MiB before it is compressed. */
  static final int MAX_MACHINE_STRING = 1 << 20;

  /** What Maybenot caps every delay of a machine at: 24 hours in nanoseconds. */
  static final long MAX_DELAY_NANOS = 86_400_000_000_000L;

  private Ranges() {}

  static void check(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " " + value + ", expected " + min + " to " + max);
    }
  }
}
