package io.veiltun.engine.packet;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Bounds ICMP errors as the Linux kernel does by default (wireguard-protocol §13.3): 1000 a second
 * in all with bursts of 50, and one a second with bursts of 6 to each target. The target table has
 * a fixed size; under pressure it forgets whoever was answered longest ago, and the global bound
 * still holds. Belongs to one packet loop; allocates nothing after construction.
 */
public final class IcmpRateLimiter {
  private static final long SECOND = 1_000_000_000L;
  private static final long GLOBAL_INTERVAL = SECOND / 1000;
  private static final int GLOBAL_BURST = 50;
  private static final int TARGET_BURST = 6;
  private static final int SETS = 64;
  private static final int WAYS = 4;

  private final long hashSeed;
  private final long[] highs = new long[SETS * WAYS];
  private final long[] lows = new long[SETS * WAYS];
  // The time at which a bucket is full again: now or earlier means full, each answer moves it on.
  private final long[] fullAt = new long[SETS * WAYS];
  private long globalFullAt;

  /**
   * Creates a limiter that has answered nobody.
   *
   * @param hashSeed random, so that senders can't choose addresses that share a table set
   * @param nowNanos the current time
   */
  public IcmpRateLimiter(long hashSeed, long nowNanos) {
    this.hashSeed = hashSeed;
    globalFullAt = nowNanos;
    Arrays.fill(fullAt, nowNanos);
  }

  /** Whether an unreachable error may go to the source of the checked packet, and notes it. */
  public boolean allow(MemorySegment memory, long offset, long nowNanos) {
    boolean ipv4 = Ip.isIpv4(memory, offset);
    long high = ipv4 ? 0 : Ip.sourceHigh(memory, offset);
    long low =
        ipv4
            ? 0xFFFF_0000_0000L | Integer.toUnsignedLong(Ip.source4(memory, offset))
            : Ip.sourceLow(memory, offset);
    int entry = entry(high, low, nowNanos);
    boolean known = highs[entry] == high && lows[entry] == low;
    long targetFullAt = known ? later(fullAt[entry], nowNanos) : nowNanos;
    if (targetFullAt - nowNanos > (TARGET_BURST - 1) * SECOND || !allowPathMtu(nowNanos)) {
      return false;
    }
    highs[entry] = high;
    lows[entry] = low;
    fullAt[entry] = targetFullAt + SECOND;
    return true;
  }

  /**
   * Whether a "too big" error may be sent, and notes it: bound in all but not for each target,
   * since path MTU discovery fails when its answers are missing.
   */
  public boolean allowPathMtu(long nowNanos) {
    long full = later(globalFullAt, nowNanos);
    if (full - nowNanos > (GLOBAL_BURST - 1) * GLOBAL_INTERVAL) {
      return false;
    }
    globalFullAt = full + GLOBAL_INTERVAL;
    return true;
  }

  /** The entry of the target, or the one of its set to reuse for it. */
  private int entry(long high, long low, long nowNanos) {
    int first = set(high, low) * WAYS;
    int oldest = first;
    for (int i = first; i < first + WAYS; i++) {
      if (highs[i] == high && lows[i] == low) {
        return i;
      }
      if (fullAt[i] - nowNanos < fullAt[oldest] - nowNanos) {
        oldest = i;
      }
    }
    return oldest;
  }

  private int set(long high, long low) {
    long hash = (high ^ hashSeed) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32 ^ low) * 0xC2B2AE3D27D4EB4FL;
    return (int) (hash >>> 48) & (SETS - 1);
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
