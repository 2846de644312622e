package io.veiltun.cli.status;

/**
 * How much passed since the start.
 *
 * @param packets number of packets, not negative
 * @param bytes number of bytes, not negative
 */
public record Volume(long packets, long bytes) {
  /** Nothing passed. */
  public static final Volume ZERO = new Volume(0, 0);

  /** Checks the ranges. */
  public Volume {
    if (packets < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "negative volume: " + packets + " packets, " + bytes + " bytes");
    }
  }

  /** The sum of both. */
  public Volume plus(Volume other) {
    return new Volume(packets + other.packets, bytes + other.bytes);
  }
}
