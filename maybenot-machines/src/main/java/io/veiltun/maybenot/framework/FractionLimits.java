package io.veiltun.maybenot.framework;

/**
 * Decides whether an action may be scheduled: budgets first, then fractions of padding and of
 * blocked time, then the state's limit (Maybenot 2.2.2). Keeps the framework's totals. All that is
 * known about limits is here, so that another policy can take its place.
 */
final class FractionLimits {
  private final double maxPaddingFrac;
  private final double maxBlockingFrac;
  private final boolean strict;
  private final long startNanos;
  private long normalSent;
  private long paddingSent;
  private long blockedNanos;
  private boolean blocking;
  private long blockingSinceNanos;

  FractionLimits(Limits limits, Mode mode, long nowNanos) {
    maxPaddingFrac = limits.maxPaddingFrac();
    maxBlockingFrac = limits.maxBlockingFrac();
    strict = mode == Mode.STRICT;
    startNanos = nowNanos;
  }

  void normalSent() {
    normalSent++;
  }

  void paddingSent() {
    paddingSent++;
  }

  void blockingBegins(long nowNanos) {
    if (!blocking) {
      blocking = true;
      blockingSinceNanos = nowNanos;
    }
  }

  /**
   * Gives the nanoseconds that were blocked since the beginning, to be charged to every machine.
   */
  long blockingEnds(long nowNanos) {
    if (!blocking) {
      return 0;
    }
    blocking = false;
    long elapsed = elapsed(blockingSinceNanos, nowNanos);
    blockedNanos = sum(blockedNanos, elapsed);
    return elapsed;
  }

  Verdict judge(MachineRun run, CompiledAction action, long nowNanos) {
    return switch (action.kind()) {
      case CANCEL -> Verdict.ALLOWED;
      case UPDATE_TIMER -> stateLimit(run);
      case SEND_PADDING -> padding(run);
      case BLOCK_OUTGOING -> blocking(run, action.replace(), nowNanos);
    };
  }

  private static Verdict stateLimit(MachineRun run) {
    return run.limit != 0 ? Verdict.ALLOWED : Verdict.STATE_LIMIT;
  }

  private Verdict padding(MachineRun run) {
    if (Long.compareUnsigned(run.paddingSent, run.allowedPadding) < 0) {
      return stateLimit(run);
    }
    if (run.maxPaddingFrac > 0) {
      long total = run.normalSent + run.paddingSent;
      if (total == 0 && !strict) {
        return Verdict.ALLOWED;
      }
      if ((double) run.paddingSent / (double) total >= run.maxPaddingFrac) {
        return Verdict.MACHINE_PADDING;
      }
    }
    if (maxPaddingFrac > 0) {
      long total = normalSent + paddingSent;
      if (total == 0 && !strict) {
        return Verdict.ALLOWED;
      }
      if ((double) paddingSent / (double) total >= maxPaddingFrac) {
        return Verdict.FRAMEWORK_PADDING;
      }
    }
    return stateLimit(run);
  }

  private Verdict blocking(MachineRun run, boolean replace, long nowNanos) {
    // An action that replaces an active block can shorten it, so no fraction may forbid it.
    if (replace && blocking) {
      return stateLimit(run);
    }
    long current = blocking ? elapsed(blockingSinceNanos, nowNanos) : 0;
    long ofMachine = sum(run.blockedNanos, current);
    if (Long.compareUnsigned(ofMachine, run.allowedBlockedNanos) < 0) {
      return stateLimit(run);
    }
    double elapsed = elapsed(startNanos, nowNanos);
    if (run.maxBlockingFrac > 0 && ofMachine / elapsed >= run.maxBlockingFrac) {
      return Verdict.MACHINE_BLOCKING;
    }
    if (maxBlockingFrac > 0 && sum(blockedNanos, current) / elapsed >= maxBlockingFrac) {
      return Verdict.FRAMEWORK_BLOCKING;
    }
    return stateLimit(run);
  }

  /** Not negative, even if the clock went backwards. */
  private static long elapsed(long sinceNanos, long nowNanos) {
    return Math.max(0, nowNanos - sinceNanos);
  }

  /** Two times that are not negative; what does not fit is the longest. */
  static long sum(long aNanos, long bNanos) {
    long sum = aNanos + bNanos;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  long totalNormalSent() {
    return normalSent;
  }

  long totalPaddingSent() {
    return paddingSent;
  }

  long totalBlockedNanos() {
    return blockedNanos;
  }

  boolean blocking() {
    return blocking;
  }
}
