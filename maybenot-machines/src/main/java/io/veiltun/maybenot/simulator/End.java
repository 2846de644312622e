package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.Framework;
import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.framework.ScheduledAction;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.random.RandomSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One end of a simulated tunnel: its framework, timers, block, queue and delays. */
final class End {
  /** A time that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long NANOS_PER_MICRO = 1000;

  final boolean client;
  final EventQueue queue;
  private final EventPool pool;
  private @Nullable Framework framework;
  private @Nullable DelaySampler delays;
  private long[] actionDue = {};
  private long[] actionDuration = {};
  private boolean[] actionPads = {};
  private boolean[] actionBypass = {};
  private boolean[] actionReplace = {};
  private long[] timerDue = {};
  private long blockedUntil;
  private boolean blockBypassable;
  private long aggregateDelay;

  End(boolean client, EventPool pool) {
    this.client = client;
    this.pool = pool;
    this.queue = new EventQueue(pool, client);
  }

  void reset(Party party, boolean stable, RandomSource delayRandom) {
    queue.clear(stable);
    framework = null;
    delays = party.delays().map(d -> new DelaySampler(d, delayRandom)).orElse(null);
    int machines = party.machines().size();
    actionDue = never(actionDue, machines);
    timerDue = never(timerDue, machines);
    if (actionDuration.length < machines) {
      actionDuration = new long[machines];
      actionPads = new boolean[machines];
      actionBypass = new boolean[machines];
      actionReplace = new boolean[machines];
    }
    blockedUntil = NEVER;
    blockBypassable = false;
    aggregateDelay = 0;
  }

  private static long[] never(long[] times, int machines) {
    long[] result = times.length == machines ? times : new long[machines];
    Arrays.fill(result, NEVER);
    return result;
  }

  void start(Party party, Mode mode, RandomSource random, long now) {
    if (!party.machines().isEmpty()) {
      framework = new Framework(party.machines(), party.limits(), mode, random, now);
    }
  }

  long actionDelay() {
    return delays == null ? 0 : delays.action();
  }

  long reportingDelay() {
    return delays == null ? 0 : delays.reporting();
  }

  private long triggerDelay() {
    return delays == null ? 0 : delays.trigger();
  }

  long aggregateDelay() {
    return aggregateDelay;
  }

  void addAggregateDelay(long nanos) {
    aggregateDelay += nanos;
  }

  boolean blocks() {
    return blockedUntil != NEVER;
  }

  long blockedUntil() {
    return blockedUntil;
  }

  /** What the latest block said, also after its end. */
  boolean blockBypassable() {
    return blockBypassable;
  }

  void endBlock() {
    blockedUntil = NEVER;
  }

  /** When the next padding or block is due, {@link #NEVER} without any. */
  long nextAction(long now) {
    return earliest(actionDue, now);
  }

  /** When the next internal timer expires, {@link #NEVER} without any. */
  long nextTimer(long now) {
    return earliest(timerDue, now);
  }

  private static long earliest(long[] due, long now) {
    long result = NEVER;
    for (long time : due) {
      if (time >= now && time < result) {
        result = time;
      }
    }
    return result;
  }

  /** Lets the first machine's internal timer that is due at {@code time} expire. */
  void expireTimer(long time) {
    int machine = dueAt(timerDue, time);
    timerDue[machine] = NEVER;
    SimulationEvent event = pool.take().set(SimulationEvent.TIMER_END, client, time, 0);
    event.machine = machine;
    queue.push(event);
  }

  /** Performs the first machine's action that is due at {@code time}. */
  void performAction(long time) {
    int machine = dueAt(actionDue, time);
    actionDue[machine] = NEVER;
    long delay = actionDelay();
    SimulationEvent event = pool.take();
    if (actionPads[machine]) {
      event.set(SimulationEvent.PADDING_SENT, client, time, delay);
      event.padding = true;
      event.bypass = actionBypass[machine];
      event.replace = actionReplace[machine];
    } else {
      long until = time + actionDuration[machine];
      if (actionReplace[machine] || until > (blocks() ? blockedUntil : time)) {
        blockedUntil = until;
        blockBypassable = actionBypass[machine];
      }
      long reported = time + delay + reportingDelay();
      event.set(SimulationEvent.BLOCKING_BEGIN, client, reported, 0);
      event.bypass = blockBypassable;
    }
    event.machine = machine;
    queue.push(event);
  }

  private static int dueAt(long[] due, long time) {
    for (int machine = 0; machine < due.length; machine++) {
      if (due[machine] == time) {
        return machine;
      }
    }
    throw new IllegalStateException("no machine has anything due at " + time);
  }

  /** Tells the framework and applies what it asks for. */
  void report(SimulationEvent event, long now) {
    @Nullable Framework machines = framework;
    if (machines == null || !machines.listens(SimulationEvent.trigger(event.rank))) {
      return;
    }
    machines.trigger(SimulationEvent.trigger(event.rank), event.machine, now);
    for (int i = 0; i < machines.actions(); i++) {
      apply(machines.action(i), now);
    }
  }

  private void apply(ScheduledAction action, long now) {
    int machine = action.machine();
    switch (action.kind()) {
      case CANCEL -> cancel(machine, action.timer());
      case UPDATE_TIMER -> {
        long until = now + action.durationMicros() * NANOS_PER_MICRO;
        long current = timerDue[machine] == NEVER ? now : timerDue[machine];
        if (action.replace() || current < until) {
          timerDue[machine] = until;
          SimulationEvent event = pool.take().set(SimulationEvent.TIMER_BEGIN, client, now, 0);
          event.machine = machine;
          queue.push(event);
        }
      }
      case SEND_PADDING, BLOCK_OUTGOING -> {
        actionPads[machine] = action.kind() == ScheduledAction.Kind.SEND_PADDING;
        actionDue[machine] = now + action.timeoutMicros() * NANOS_PER_MICRO + triggerDelay();
        actionDuration[machine] = action.durationMicros() * NANOS_PER_MICRO;
        actionBypass[machine] = action.bypass();
        actionReplace[machine] = action.replace();
      }
    }
  }

  private void cancel(int machine, Timer timer) {
    if (timer != Timer.INTERNAL) {
      actionDue[machine] = NEVER;
    }
    if (timer != Timer.ACTION) {
      timerDue[machine] = NEVER;
    }
  }
}
