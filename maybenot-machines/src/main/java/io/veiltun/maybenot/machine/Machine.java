package io.veiltun.maybenot.machine;

import java.util.List;

/**
 * A probabilistic state machine; the first state is the start. The constructor takes any values, so
 * that invalid machines can be told from unreadable ones: {@link Validation} decides.
 *
 * @param allowedPaddingPackets paddings before any fraction applies; unsigned 64 bits
 * @param maxPaddingFrac most padding among the packets sent, 0 to 1; 0 means no limit
 * @param allowedBlockedMicrosec blocked time before any fraction applies; unsigned 64 bits
 * @param maxBlockingFrac most blocked time in the machine's time, 0 to 1; 0 means no limit
 * @param states 1 to {@link #MAX_STATES}
 */
public record Machine(
    long allowedPaddingPackets,
    double maxPaddingFrac,
    long allowedBlockedMicrosec,
    double maxBlockingFrac,
    List<State> states) {
  /** The most states of a machine. */
  public static final int MAX_STATES = 100_000;

  /** 2^64 - 1, the value that stands for no limit. */
  public static final long UNLIMITED = -1;

  public Machine {
    states = List.copyOf(states);
  }
}
