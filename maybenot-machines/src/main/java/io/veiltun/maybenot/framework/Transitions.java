package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Moves machines from state to state. The order of what entering a state does is Maybenot's, and so
 * is the order of the draws: branch, limit of the new state, limits judged, counter A, counter B,
 * CounterZero with all it leads to, timeout, duration.
 */
final class Transitions {
  private static final int COUNTER_ZERO = Event.COUNTER_ZERO.index();
  private static final int LIMIT_REACHED = Event.LIMIT_REACHED.index();

  private final boolean strict;
  private final RandomSource random;
  private final FractionLimits limits;
  private final Signals signals;
  private long nowNanos;
  private boolean anyScheduled;
  private boolean anyZeroed;
  private long taken;
  private int ended;

  Transitions(Mode mode, RandomSource random, FractionLimits limits, Signals signals) {
    strict = mode == Mode.STRICT;
    this.random = random;
    this.limits = limits;
    this.signals = signals;
  }

  void start(MachineRun run) {
    CompiledAction action = run.action();
    if (action != null) {
      run.limit = action.sampleLimit(random);
    }
  }

  void beginCall(MachineRun[] runs, long nowNanos) {
    this.nowNanos = nowNanos;
    if (anyScheduled) {
      anyScheduled = false;
      for (MachineRun run : runs) {
        run.slot.clear();
      }
    }
    if (anyZeroed) {
      anyZeroed = false;
      for (MachineRun run : runs) {
        run.zeroed.clear();
      }
    }
  }

  /** True if a slot was filled in this call; it may have been emptied again. */
  boolean anyScheduled() {
    return anyScheduled;
  }

  /** Branches drawn: states entered, also again, ends and signals. */
  long taken() {
    return taken;
  }

  /** Machines at the end. */
  int ended() {
    return ended;
  }

  /**
   * Lets a machine react to an event.
   *
   * @return true if the machine left its state, or a chain of transitions went on from it
   */
  boolean step(MachineRun run, int event) {
    return run.listens(event) && branch(run, event);
  }

  /** A step for an event that uses up the limit of a state the machine stays in. */
  void stepOfOwner(MachineRun run, int event) {
    if (!step(run, event) && !run.ended()) {
      decrementLimit(run);
    }
  }

  private void decrementLimit(MachineRun run) {
    if (run.limit != 0) {
      run.limit--;
    }
    if (run.limit != 0) {
      return;
    }
    CompiledAction action = run.action();
    if (action != null && action.limit() != null) {
      run.slot.clear();
      step(run, LIMIT_REACHED);
    }
  }

  private boolean branch(MachineRun run, int event) {
    int target = run.machine.choose(run.state, event, random);
    if (target >= 0) {
      taken++;
      return enter(run, target);
    }
    if (target == CompiledMachine.END) {
      taken++;
      ended++;
      run.end();
      return true;
    }
    if (target == CompiledMachine.SIGNAL) {
      taken++;
      signals.raise(run.index);
    }
    return false;
  }

  private boolean enter(MachineRun run, int target) {
    int old = run.state;
    CompiledAction action = run.machine.action(target);
    if (target != old) {
      run.moveTo(target);
      run.limit = action == null ? Machine.UNLIMITED : action.sampleLimit(random);
    }
    // Judged before the counters change and scheduled even if CounterZero moved the machine on.
    boolean act = action != null && allowed(run, action);
    boolean chained = false;
    if (run.counts() && countsToZero(run)) {
      long before = run.scheduled;
      chained = step(run, COUNTER_ZERO);
      act &= strict ? run.scheduled == before : !run.slot.filled();
    }
    if (act) {
      schedule(run, action);
    }
    return chained || run.state != old;
  }

  private boolean allowed(MachineRun run, CompiledAction action) {
    Verdict verdict = limits.judge(run, action, nowNanos);
    run.verdicts[verdict.index()]++;
    return verdict == Verdict.ALLOWED;
  }

  /** True if CounterZero is due: once, also when both counters reach zero. */
  private boolean countsToZero(MachineRun run) {
    long a = run.counterA;
    long b = run.counterB;
    CompiledCounter ofA = run.machine.counterA(run.state);
    CompiledCounter ofB = run.machine.counterB(run.state);
    boolean due = false;
    if (ofA != null) {
      run.counterA = ofA.apply(a, b, random);
      due = a != 0 && run.counterA == 0 && run.zeroed.firstA();
    }
    if (ofB != null) {
      run.counterB = ofB.apply(b, a, random);
      due |= b != 0 && run.counterB == 0 && run.zeroed.firstB();
    }
    anyZeroed |= due;
    return due;
  }

  private void schedule(MachineRun run, @Nullable CompiledAction action) {
    if (action != null) {
      action.schedule(run.slot, random);
      run.scheduled++;
      anyScheduled = true;
    }
  }
}
