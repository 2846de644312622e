package io.veiltun.config;

/** The numbers a profile may hold. */
public final class Ranges {
  /** Hops of a chain. */
  public static final int MAX_HOPS = 8;

  /** The largest UDP port. */
  public static final int MAX_PORT = 65535;

  /** In seconds. */
  public static final int MAX_KEEPALIVE = 65535;

  /** In bytes. */
  public static final int MIN_MTU = 576;

  /** What every IPv6 link must carry (RFC 8200 section 5). */
  static final int MIN_IPV6_MTU = 1280;

  /** In bytes. */
  public static final int MAX_MTU = 65535;

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
