package io.veiltun.daita;

import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Event;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * What DAITA did on one end of one tunnel. The send loop counts; any thread may read, a little
 * late. Outlives the shapers of a peer: switching machines resets nothing.
 */
public final class DaitaCounters {
  /** An action of a machine and what came of it. */
  public enum Outcome {
    /** A decoy was sent. */
    PADDING_SENT("padding", "sent"),
    /** A packet of the user stood in for the decoy. */
    PADDING_REPLACED("padding", "replaced"),
    /** The decoy was queued behind a block. */
    PADDING_HELD("padding", "held"),
    /** There is no session. */
    PADDING_NO_SESSION("padding", "no_session"),
    /** Data needed the transport, or the queue was full. */
    PADDING_BUSY("padding", "busy"),
    /** The budget is spent. */
    PADDING_BUDGET("padding", "budget"),
    /** The user has been idle for long. */
    PADDING_ASLEEP("padding", "asleep"),
    /** The machine was suspended when the timer expired. */
    PADDING_LATE("padding", "late"),
    /** A block began, or its end moved. */
    BLOCKING_APPLIED("blocking", "applied"),
    /** A block was already there that lasts longer. */
    BLOCKING_KEPT("blocking", "kept"),
    /** The machine was suspended when the timer expired. */
    BLOCKING_LATE("blocking", "late"),
    /** The block was ended early: a packet had waited for the longest time allowed. */
    BLOCKING_CUT("blocking", "cut"),
    /** An internal timer was set. */
    TIMER_SET("timer", "set"),
    /** A running internal timer was kept. */
    TIMER_KEPT("timer", "kept"),
    /** Timers were cancelled. */
    CANCELLED("cancel", "done");

    private final String action;
    private final String result;

    Outcome(String action, String result) {
      this.action = action;
      this.result = result;
    }

    /** {@code padding}, {@code blocking}, {@code timer} or {@code cancel}. */
    public String action() {
      return action;
    }

    /** What came of it, in one word. */
    public String result() {
      return result;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of this process
    int index() {
      return ordinal();
    }
  }

  /** Upper bounds of the lateness classes in nanoseconds; one more class is open. */
  private static final long[] LATENESS_NANOS = {
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000
  };

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int EVENTS = Event.all().size();
  private static final int HELD = 0;
  private static final int HELD_NOW = 1;
  private static final int BLOCKED = 2;
  private static final int LATENESS_SUM = 3;
  private static final int BUDGET_LEFT = 4;
  private static final int OVERRUNS = 5;
  private static final int TRANSITIONS = 6;
  private static final int DISCARDED = 7;

  private final long[] events = new long[EVENTS];
  private final long[] outcomes = new long[Outcome.values().length];
  private final long[] lateness = new long[LATENESS_NANOS.length + 1];
  private final long[] gauges = new long[8];

  public DaitaCounters() {
    gauges[BUDGET_LEFT] = Long.MAX_VALUE;
  }

  private static void add(long[] cells, int cell, long amount) {
    CELL.setOpaque(cells, cell, cells[cell] + amount);
  }

  private static long read(long[] cells, int cell) {
    return (long) CELL.getOpaque(cells, cell);
  }

  void event(TriggerEvent event, long count) {
    add(events, event.event().index(), count);
  }

  void outcome(Outcome outcome) {
    add(outcomes, outcome.index(), 1);
  }

  void held(int nowHeld) {
    add(gauges, HELD, 1);
    heldNow(nowHeld);
  }

  void heldNow(int packets) {
    CELL.setOpaque(gauges, HELD_NOW, (long) packets);
  }

  void discarded(int packets) {
    add(gauges, DISCARDED, packets);
  }

  void blocked(long nanos) {
    add(gauges, BLOCKED, nanos);
  }

  void late(long nanos) {
    int bin = 0;
    while (bin < LATENESS_NANOS.length && nanos > LATENESS_NANOS[bin]) {
      bin++;
    }
    add(lateness, bin, 1);
    add(gauges, LATENESS_SUM, nanos);
  }

  void budgetLeft(long bytes) {
    CELL.setOpaque(gauges, BUDGET_LEFT, bytes);
  }

  void overrun(long arrivals) {
    add(gauges, OVERRUNS, arrivals);
  }

  void transitions(long total) {
    CELL.setOpaque(gauges, TRANSITIONS, total);
  }

  /** How many events of a kind machines were told. */
  public long events(TriggerEvent event) {
    return read(events, event.event().index());
  }

  /** How many actions had this outcome. */
  public long outcomes(Outcome outcome) {
    return read(outcomes, outcome.index());
  }

  /** Packets of the user that were ever held by a block. */
  public long heldPackets() {
    return read(gauges, HELD);
  }

  /** Packets of the user and decoys held at the moment. */
  public long queueLength() {
    return read(gauges, HELD_NOW);
  }

  /** Packets of the user that a full queue or the end of the tunnel discarded. */
  public long discardedPackets() {
    return read(gauges, DISCARDED);
  }

  /** How long blocks have lasted in all, in seconds; one that lasts is not counted yet. */
  public double blockedSeconds() {
    return read(gauges, BLOCKED) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** Arrivals that machines learned of out of order, since there were too many at once. */
  public long overruns() {
    return read(gauges, OVERRUNS);
  }

  /** State transitions of the machines that run now. */
  public long transitions() {
    return read(gauges, TRANSITIONS);
  }

  /** Bytes decoys may still cost today; {@link Long#MAX_VALUE} if that is not limited. */
  public long budgetLeft() {
    return read(gauges, BUDGET_LEFT);
  }

  /** The upper bounds of the classes of {@link #lateness}, in seconds. */
  public static double[] latenessBounds() {
    double[] seconds = new double[LATENESS_NANOS.length];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = LATENESS_NANOS[i] / 1e9;
    }
    return seconds;
  }

  /**
   * How many timers expired how late, by class; one class more than there are bounds, the last for
   * everything above.
   */
  public long[] lateness() {
    long[] counts = new long[lateness.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = read(lateness, i);
    }
    return counts;
  }

  /** The sum of all lateness in seconds. */
  public double latenessSum() {
    return read(gauges, LATENESS_SUM) / 1e9;
  }
}
