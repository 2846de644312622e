package io.veiltun.daita;

import static io.veiltun.maybenot.framework.TriggerEvent.TIMER_BEGIN;
import static io.veiltun.maybenot.framework.TriggerEvent.TIMER_END;

import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.maybenot.framework.Framework;
import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.framework.ScheduledAction;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Feeds machines events, one a call, and keeps the timers they ask for. Belongs to the send loop.
 */
final class MachineDriver {
  /** What an expired action timer leads to. */
  interface Effects {
    /** A decoy is due. */
    void padding(int machine, boolean bypass, boolean replace, long lateNanos, long now);

    /** A block is due. */
    void block(
        int machine, long durationNanos, boolean bypass, boolean replace, long lateNanos, long now);
  }

  /** Machine index of an event that belongs to no machine. */
  static final int NONE = -1;

  /**
   * How often machines may set timers in answer to a timer that was set, before the rest is put
   * off: a machine could go on for ever.
   */
  private static final int MAX_ROUNDS = 16;

  private final Framework framework;
  private final MachineTimers timers;
  private final DaitaCounters counters;
  private final boolean[] timerBegan;
  private boolean anyTimerBegan;

  MachineDriver(DaitaSettings settings, RandomSource random, DaitaCounters counters, long now) {
    this.counters = counters;
    framework = new Framework(settings.machines(), settings.limits(), Mode.COMPAT, random, now);
    timers = new MachineTimers(framework.machines());
    timerBegan = new boolean[framework.machines()];
  }

  /** Reports an event to the machines and takes note of what they want. */
  void event(TriggerEvent event, int machine, long now) {
    counters.event(event, 1);
    call(event, machine, now);
    beginTimers(now);
  }

  /** Reports {@code count} events of one kind that belong to no machine. */
  void events(TriggerEvent event, long count, long now) {
    for (long i = 0; i < count; i++) {
      event(event, NONE, now);
    }
  }

  private void call(TriggerEvent event, int machine, long now) {
    if (!framework.listens(event)) {
      return;
    }
    framework.trigger(event, machine, now);
    int actions = framework.actions();
    for (int i = 0; i < actions; i++) {
      note(framework.action(i), now);
    }
    counters.transitions(framework.transitions());
  }

  private void note(ScheduledAction action, long now) {
    switch (action.kind()) {
      case CANCEL -> {
        timers.cancel(action.machine(), action.timer());
        counters.outcome(Outcome.CANCELLED);
      }
      case SEND_PADDING -> timers.action(action, false, now);
      case BLOCK_OUTGOING -> timers.action(action, true, now);
      case UPDATE_TIMER -> {
        if (timers.internal(action, now)) {
          timerBegan[action.machine()] = true;
          anyTimerBegan = true;
          counters.outcome(Outcome.TIMER_SET);
        } else {
          counters.outcome(Outcome.TIMER_KEPT);
        }
      }
    }
  }

  private void beginTimers(long now) {
    for (int round = 0; anyTimerBegan && round < MAX_ROUNDS; round++) {
      anyTimerBegan = false;
      for (int machine = 0; machine < timerBegan.length; machine++) {
        if (timerBegan[machine]) {
          timerBegan[machine] = false;
          counters.event(TIMER_BEGIN, 1);
          call(TIMER_BEGIN, machine, now);
        }
      }
    }
  }

  /** The earliest time at which {@link #fire} has something to do, or {@link MachineTimers#OFF}. */
  long earliest() {
    return timers.earliest();
  }

  /** Machines that were put off; to be looked at again soon. */
  boolean anyPutOff() {
    return anyTimerBegan;
  }

  /** Expires the one timer that is due at {@link #earliest()}; internal timers before actions. */
  void fire(long now, Effects effects) {
    beginTimers(now);
    long due = timers.earliest();
    if (due > now) {
      return;
    }
    long late = now - due;
    counters.late(late);
    int machine = timers.internalDueAt(due);
    if (machine >= 0) {
      timers.cancel(machine, Timer.INTERNAL);
      event(TIMER_END, machine, now);
      return;
    }
    machine = timers.actionDueAt(due);
    boolean block = timers.isBlock(machine);
    timers.cancel(machine, Timer.ACTION);
    boolean bypass = timers.bypass(machine);
    boolean replace = timers.replace(machine);
    if (block) {
      effects.block(machine, timers.durationNanos(machine), bypass, replace, late, now);
    } else {
      effects.padding(machine, bypass, replace, late, now);
    }
  }
}
