package io.veiltun.maybenot.simulator;

/**
 * The path between the two ends: a constant delay, and a rate above which packets are spread out.
 *
 * @param delayNanos one way, 0 to 1 hour
 * @param packetsPerSecond of each direction; {@link #RATE_OF_TRACE} or {@link #UNLIMITED} or up to
 *     1 000 000 000
 */
public record Network(long delayNanos, long packetsPerSecond) {
  /** Ten times the most packets of one direction within 100 ms of the trace. */
  public static final long RATE_OF_TRACE = 0;

  /** No bottleneck. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private static final long MOST_DELAY = 3_600_000_000_000L;
  private static final long MOST_RATE = 1_000_000_000L;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Network {
    if (delayNanos < 0 || delayNanos > MOST_DELAY) {
      throw new IllegalArgumentException("delay of " + delayNanos + " ns is not within 0 to 1 h");
    }
    if (packetsPerSecond < 0 || (packetsPerSecond > MOST_RATE && packetsPerSecond != UNLIMITED)) {
      throw new IllegalArgumentException(
          "rate of " + packetsPerSecond + " packets/s is not within 1 to 1000000000");
    }
  }

  /** A path whose rate follows from the trace. */
  public static Network ofDelay(long delayNanos) {
    return new Network(delayNanos, RATE_OF_TRACE);
  }

  /** A path without bottleneck. */
  public static Network unlimited(long delayNanos) {
    return new Network(delayNanos, UNLIMITED);
  }
}
