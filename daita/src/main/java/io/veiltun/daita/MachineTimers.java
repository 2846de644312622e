package io.veiltun.daita;

import io.veiltun.maybenot.framework.ScheduledAction;
import io.veiltun.maybenot.machine.Timer;

/**
 * The two timers of each machine: one for its pending padding or block, one for itself. Times are
 * nanoseconds of the tunnel's clock. Belongs to the send loop.
 */
final class MachineTimers {
  /** A deadline that is not set. */
  static final long OFF = Long.MAX_VALUE;

  private static final long MICRO = 1_000;

  private final long[] actionAt;
  private final boolean[] blocks;
  private final boolean[] bypass;
  private final boolean[] replace;
  private final long[] durationNanos;
  private final long[] internalAt;
  private long earliest = OFF;

  MachineTimers(int machines) {
    actionAt = new long[machines];
    blocks = new boolean[machines];
    bypass = new boolean[machines];
    replace = new boolean[machines];
    durationNanos = new long[machines];
    internalAt = new long[machines];
    java.util.Arrays.fill(actionAt, OFF);
    java.util.Arrays.fill(internalAt, OFF);
  }

  /** Arms the action timer of a machine, instead of what it had pending. */
  void action(ScheduledAction action, boolean block, long now) {
    int machine = action.machine();
    actionAt[machine] = now + action.timeoutMicros() * MICRO;
    blocks[machine] = block;
    bypass[machine] = action.bypass();
    replace[machine] = action.replace();
    durationNanos[machine] = action.durationMicros() * MICRO;
    refresh();
  }

  /**
   * Sets the internal timer if none runs, the action replaces, or it would expire later than the
   * one that runs.
   *
   * @return whether it was set
   */
  boolean internal(ScheduledAction action, long now) {
    int machine = action.machine();
    long at = now + action.durationMicros() * MICRO;
    if (!action.replace() && internalAt[machine] != OFF && at <= internalAt[machine]) {
      return false;
    }
    internalAt[machine] = at;
    refresh();
    return true;
  }

  void cancel(int machine, Timer timer) {
    if (timer != Timer.INTERNAL) {
      actionAt[machine] = OFF;
    }
    if (timer != Timer.ACTION) {
      internalAt[machine] = OFF;
    }
    refresh();
  }

  private void refresh() {
    long least = OFF;
    for (int machine = 0; machine < actionAt.length; machine++) {
      least = Math.min(least, Math.min(actionAt[machine], internalAt[machine]));
    }
    earliest = least;
  }

  /** The earliest deadline of all, or {@link #OFF}. */
  long earliest() {
    return earliest;
  }

  /** The machine whose internal timer expires at {@code at}; -1 if there is none. */
  int internalDueAt(long at) {
    return find(internalAt, at);
  }

  /** The machine whose action timer expires at {@code at}; -1 if there is none. */
  int actionDueAt(long at) {
    return find(actionAt, at);
  }

  private static int find(long[] deadlines, long at) {
    for (int machine = 0; machine < deadlines.length; machine++) {
      if (deadlines[machine] == at) {
        return machine;
      }
    }
    return -1;
  }

  boolean isBlock(int machine) {
    return blocks[machine];
  }

  boolean bypass(int machine) {
    return bypass[machine];
  }

  boolean replace(int machine) {
    return replace[machine];
  }

  long durationNanos(int machine) {
    return durationNanos[machine];
  }
}
