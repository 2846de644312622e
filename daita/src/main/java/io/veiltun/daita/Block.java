package io.veiltun.daita;

/** Whether packets are held, until when, and whether decoys may pass. Belongs to the send loop. */
final class Block {
  /** The end of a block that is not active. */
  static final long OFF = Long.MAX_VALUE;

  private boolean active;
  private boolean bypassable;
  private long began;
  private long until = OFF;

  boolean isActive() {
    return active;
  }

  /** Whether decoys with bypass pass; false if no block is active. */
  boolean isBypassable() {
    return active && bypassable;
  }

  /** When the block ends, or {@link #OFF}. */
  long until() {
    return until;
  }

  /**
   * Begins a block or changes the one that is active.
   *
   * @return false if the active one is left as it is, since it lasts longer
   */
  boolean apply(long now, long durationNanos, boolean bypass, boolean replace) {
    long end = now + durationNanos;
    if (active && !replace && end <= until) {
      return false;
    }
    if (!active) {
      began = now;
    }
    active = true;
    bypassable = bypass;
    until = end;
    return true;
  }

  /** Ends the block; returns how long it lasted in nanoseconds. */
  long end(long now) {
    active = false;
    until = OFF;
    return now - began;
  }
}
