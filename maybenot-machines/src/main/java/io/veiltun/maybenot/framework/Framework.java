package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.random.RandomSource;
import java.util.List;
import java.util.Objects;

/**
 * Runs machines side by side for one end of one tunnel, as Maybenot 2.2.2 does. A call is {@link
 * #begin}, any number of {@link #event}s, {@link #end}; then at most one action per machine can be
 * read until the next call begins. Later events of a call overwrite the action of earlier ones. A
 * call allocates nothing.
 *
 * <p>Limits decide when an action is scheduled, not when it is carried out, and padding counts when
 * {@link TriggerEvent#PADDING_SENT} reports it: the integrator has to report every padding.
 *
 * <p>Methods that take a machine's index throw IndexOutOfBoundsException for an index no machine
 * has, except {@link #event} and {@link #trigger}. Not thread-safe.
 */
public final class Framework {
  /** What {@link #state} gives for a machine that has ended. */
  public static final int ENDED = CompiledMachine.END;

  private static final int SIGNAL = Event.SIGNAL.index();

  private final boolean strict;
  private final FractionLimits limits;
  private final Signals signals;
  private final Transitions transitions;
  private final MachineRun[] runs;
  private final ScheduledAction[] actions;
  private int actionCount;
  private long nowNanos;

  /**
   * Starts all machines in their first state. Draws the limits of these states; their actions are
   * not scheduled.
   *
   * @param machines may be empty
   * @param random should not be predictable where machines hide something
   * @param nowNanos any clock that does not go backwards; the same one in all calls
   */
  public Framework(
      List<CompiledMachine> machines,
      Limits limits,
      Mode mode,
      RandomSource random,
      long nowNanos) {
    this.limits = new FractionLimits(limits, mode, nowNanos);
    this.nowNanos = nowNanos;
    strict = mode == Mode.STRICT;
    signals = new Signals(mode);
    transitions = new Transitions(mode, Objects.requireNonNull(random), this.limits, signals);
    runs = new MachineRun[machines.size()];
    actions = new ScheduledAction[runs.length];
    ZeroFlags shared = new ZeroFlags();
    for (int i = 0; i < runs.length; i++) {
      runs[i] = new MachineRun(i, machines.get(i), strict ? new ZeroFlags() : shared);
      actions[i] = runs[i].slot;
      transitions.start(runs[i]);
    }
  }

  /**
   * Begins a call. The actions of the call before are gone.
   *
   * @param nowNanos the time of all events of the call
   */
  public void begin(long nowNanos) {
    this.nowNanos = nowNanos;
    actionCount = 0;
    transitions.beginCall(runs, nowNanos);
  }

  /**
   * Reports an event.
   *
   * @param machine the index of the machine the event belongs to, if {@link
   *     TriggerEvent#ofMachine}; otherwise ignored. An index no machine has is no error: the event
   *     then counts for the framework as a whole only.
   */
  public void event(TriggerEvent event, int machine) {
    int index = event.index();
    switch (event) {
      case NORMAL_RECV, PADDING_RECV, TUNNEL_RECV, TUNNEL_SENT -> toAll(index);
      case NORMAL_SENT -> onNormalSent(index);
      case PADDING_SENT -> onPaddingSent(index, machine);
      case BLOCKING_BEGIN -> onBlockingBegin(index, machine);
      case BLOCKING_END -> onBlockingEnd(index);
      case TIMER_BEGIN -> {
        if (known(machine)) {
          transitions.stepOfOwner(runs[machine], index);
        }
      }
      case TIMER_END -> {
        if (known(machine)) {
          transitions.step(runs[machine], index);
        }
      }
    }
  }

  /** Ends a call: delivers signals between machines. The actions can then be read. */
  public void end() {
    if (signals.pending()) {
      if (strict) {
        deliverSignalsInRounds();
      } else {
        deliverSignals();
      }
    }
    if (transitions.anyScheduled()) {
      for (MachineRun run : runs) {
        if (run.slot.filled()) {
          actions[actionCount++] = run.slot;
        }
      }
    }
  }

  /** A whole call with one event. */
  public void trigger(TriggerEvent event, int machine, long nowNanos) {
    begin(nowNanos);
    event(event, machine);
    end();
  }

  private boolean known(int machine) {
    return machine >= 0 && machine < runs.length;
  }

  private void toAll(int event) {
    for (MachineRun run : runs) {
      transitions.step(run, event);
    }
  }

  private void onNormalSent(int event) {
    limits.normalSent();
    for (MachineRun run : runs) {
      run.normalSent++;
      transitions.step(run, event);
    }
  }

  private void onPaddingSent(int event, int machine) {
    limits.paddingSent();
    if (known(machine)) {
      MachineRun run = runs[machine];
      run.paddingSent++;
      transitions.stepOfOwner(run, event);
    }
  }

  private void onBlockingBegin(int event, int machine) {
    limits.blockingBegins(nowNanos);
    for (MachineRun run : runs) {
      if (run.index == machine) {
        transitions.stepOfOwner(run, event);
      } else {
        transitions.step(run, event);
      }
    }
  }

  private void onBlockingEnd(int event) {
    long blockedNanos = limits.blockingEnds(nowNanos);
    for (MachineRun run : runs) {
      run.blockedNanos = FractionLimits.sum(run.blockedNanos, blockedNanos);
      transitions.step(run, event);
    }
  }

  /** What is signalled in answer to the answer stays pending until the end of the next call. */
  private void deliverSignals() {
    int except = signals.take();
    signalAllBut(except);
    boolean answered = signals.take() != Signals.NOBODY;
    if (answered && except != Signals.FOR_ALL) {
      transitions.step(runs[except], SIGNAL);
    }
  }

  private void deliverSignalsInRounds() {
    for (int round = 0; round < Signals.STRICT_ROUNDS && signals.pending(); round++) {
      signalAllBut(signals.take());
    }
    signals.take();
  }

  private void signalAllBut(int except) {
    for (MachineRun run : runs) {
      if (run.index != except) {
        transitions.step(run, SIGNAL);
      }
    }
  }

  /** How many actions the last call gave: 0 to {@link #machines}. */
  public int actions() {
    return actionCount;
  }

  /**
   * An action of the last call; actions are in the order of the machines.
   *
   * @param i 0 to {@link #actions} - 1
   */
  public ScheduledAction action(int i) {
    return actions[Objects.checkIndex(i, actionCount)];
  }

  /**
   * False if a call with nothing but this event, for whichever machine, would give no action, draw
   * nothing and change nothing, so that it can be skipped. Events that are counted are never
   * skipped. Changes with the states of the machines.
   */
  public boolean listens(TriggerEvent event) {
    return switch (event) {
      case NORMAL_SENT, PADDING_SENT, BLOCKING_BEGIN, BLOCKING_END, TIMER_BEGIN -> true;
      case NORMAL_RECV, PADDING_RECV, TUNNEL_RECV, TUNNEL_SENT, TIMER_END ->
          signals.pending() || anyListens(event.index());
    };
  }

  private boolean anyListens(int event) {
    for (MachineRun run : runs) {
      if (run.listens(event)) {
        return true;
      }
    }
    return false;
  }

  /** How many machines run. */
  public int machines() {
    return runs.length;
  }

  /** True if no machine will ever act again. Actions scheduled before may still be pending. */
  public boolean allEnded() {
    return transitions.ended() == runs.length;
  }

  /** The index of a machine's current state, or {@link #ENDED}. */
  public int state(int machine) {
    return runs[machine].state;
  }

  /** How many times the current state of a machine may still act; unsigned. */
  public long stateLimit(int machine) {
    return runs[machine].limit;
  }

  /** Unsigned. */
  public long counterA(int machine) {
    return runs[machine].counterA;
  }

  /** Unsigned. */
  public long counterB(int machine) {
    return runs[machine].counterB;
  }

  /** Paddings of a machine that were reported. */
  public long paddingSent(int machine) {
    return runs[machine].paddingSent;
  }

  /** Normal packets a machine has seen sent. */
  public long normalSent(int machine) {
    return runs[machine].normalSent;
  }

  /** Nanoseconds of ended blocking a machine was charged with, whoever blocked. */
  public long blockedNanos(int machine) {
    return runs[machine].blockedNanos;
  }

  /** How many actions of a machine were scheduled, those overwritten in the same call included. */
  public long scheduled(int machine) {
    return runs[machine].scheduled;
  }

  /** How many actions of a machine were judged so: allowed, or suppressed by which limit. */
  public long judged(int machine, Verdict verdict) {
    return runs[machine].verdicts[verdict.index()];
  }

  /** Paddings reported, those for unknown machines included. */
  public long totalPaddingSent() {
    return limits.totalPaddingSent();
  }

  /** Normal packets reported. */
  public long totalNormalSent() {
    return limits.totalNormalSent();
  }

  /** Nanoseconds of blocking that has ended. */
  public long totalBlockedNanos() {
    return limits.totalBlockedNanos();
  }

  /** True between a blocking's begin and its end. */
  public boolean blocking() {
    return limits.blocking();
  }

  /** Branches taken by all machines: states entered, also again, ends and signals. */
  public long transitions() {
    return transitions.taken();
  }
}
