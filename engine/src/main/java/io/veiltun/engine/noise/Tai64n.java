package io.veiltun.engine.noise;

import java.nio.ByteBuffer;

/**
 * External TAI64N timestamps as WireGuard writes them (wireguard-protocol §5): seconds without leap
 * seconds, nanoseconds with the low 24 bits cleared so that they tell little about our clock.
 */
public final class Tai64n {
  /** The length of a timestamp in bytes. */
  public static final int SIZE = 12;

  /** What whitening leaves of the clock: 2^24 ns, about 16.8 ms. */
  static final int GRANULARITY_NANOS = 1 << 24;

  /** 2^62 and the ten seconds by which TAI was ahead of UTC in 1970. */
  private static final long EPOCH = 0x400000000000000AL;

  private Tai64n() {}

  /**
   * The timestamp of a moment, rounded down.
   *
   * @param unixSeconds seconds since 1970
   * @param nanos 0 to 999 999 999
   * @return 12 bytes, big-endian, in the order of time when compared as unsigned bytes
   */
  public static byte[] of(long unixSeconds, int nanos) {
    return ByteBuffer.allocate(SIZE).putLong(EPOCH + unixSeconds).putInt(whiten(nanos)).array();
  }

  static int whiten(int nanos) {
    return nanos & -GRANULARITY_NANOS;
  }
}
