package io.veiltun.daita;

import java.util.concurrent.TimeUnit;

/**
 * What decoys may still cost: a rate with a burst of a quarter of a second, and an amount for each
 * period of 24 hours from the first decoy on. Belongs to the send loop.
 */
final class DecoyBudget {
  private static final long DAY = TimeUnit.HOURS.toNanos(24);
  private static final double BITS_PER_BYTE_NANO = 8e9;
  private static final double BURST_SECONDS = 0.25;

  private final double bytesPerNano;
  private final double burst;
  private final long bytesPerDay;
  private double available;
  private long filledAt;
  private long spentToday;
  private long dayStarted;

  DecoyBudget(DaitaSettings.Budget budget, int largestDecoy, long now) {
    bytesPerNano = budget.bitsPerSecond().map(bits -> bits / BITS_PER_BYTE_NANO).orElse(0d);
    burst = Math.max(2d * largestDecoy, bytesPerNano * 1e9 * BURST_SECONDS);
    bytesPerDay = budget.bytesPerDay().orElse(Long.MAX_VALUE);
    available = burst;
    filledAt = now;
    dayStarted = now;
  }

  /** Spends {@code bytes} if that is within the budget. */
  boolean spend(int bytes, long now) {
    refill(now);
    if (spentToday > bytesPerDay - bytes || (bytesPerNano > 0 && available < bytes)) {
      return false;
    }
    available -= bytes;
    spentToday += bytes;
    return true;
  }

  /** Spends {@code bytes}, whether or not that is within the budget. */
  void charge(int bytes, long now) {
    refill(now);
    available -= bytes;
    spentToday += bytes;
  }

  /** Takes back what was spent on a decoy that could not leave. */
  void giveBack(int bytes) {
    available += bytes;
    spentToday -= bytes;
  }

  private void refill(long now) {
    available = Math.min(burst, available + (now - filledAt) * bytesPerNano);
    filledAt = now;
    if (now - dayStarted >= DAY) {
      dayStarted += (now - dayStarted) / DAY * DAY;
      spentToday = 0;
    }
  }

  /** Bytes left of the day; {@link Long#MAX_VALUE} if there is no such limit. */
  long remainingToday() {
    return bytesPerDay == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, bytesPerDay - spentToday);
  }
}
