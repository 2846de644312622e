package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Timer;

/**
 * What the integrator is to do for one machine. The framework owns and reuses the object: it is
 * valid until the next {@link Framework#begin}.
 */
public final class ScheduledAction {
  /** What to do. */
  public enum Kind {
    /** Stop {@link #timer}. */
    CANCEL,
    /** Arm the action timer: after {@link #timeoutMicros}, send a padding packet. */
    SEND_PADDING,
    /** Arm the action timer: after {@link #timeoutMicros}, block for {@link #durationMicros}. */
    BLOCK_OUTGOING,
    /** Set the internal timer to {@link #durationMicros} from now. */
    UPDATE_TIMER
  }

  private final int machine;
  private boolean filled;
  private CompiledAction action = CompiledAction.NONE;
  private long timeoutMicros;
  private long durationMicros;

  ScheduledAction(int machine) {
    this.machine = machine;
  }

  void fill(CompiledAction action, long timeoutMicros, long durationMicros) {
    this.action = action;
    this.timeoutMicros = timeoutMicros;
    this.durationMicros = durationMicros;
    filled = true;
  }

  void clear() {
    filled = false;
  }

  boolean filled() {
    return filled;
  }

  /** The index of the machine that asks. */
  public int machine() {
    return machine;
  }

  public Kind kind() {
    return action.kind();
  }

  /** The timer concerned: what to cancel; ACTION for padding and blocking, INTERNAL for a timer. */
  public Timer timer() {
    return action.timer();
  }

  /** When to pad or block, in microseconds from now, 0 to 24 h; otherwise 0. */
  public long timeoutMicros() {
    return timeoutMicros;
  }

  /** How long to block, or when the internal timer expires, 0 to 24 h; otherwise 0. */
  public long durationMicros() {
    return durationMicros;
  }

  /** Padding: may pass a bypassable block. Blocking: lets such padding pass. */
  public boolean bypass() {
    return action.bypass();
  }

  /** Padding: a queued packet may stand in. Blocking and timer: replaces what is active. */
  public boolean replace() {
    return action.replace();
  }

  @Override
  public String toString() {
    return switch (kind()) {
      case CANCEL -> "Cancel{machine=%d, timer=%s}".formatted(machine, timer());
      case SEND_PADDING ->
          "SendPadding{machine=%d, timeout=%d, bypass=%b, replace=%b}"
              .formatted(machine, timeoutMicros, bypass(), replace());
      case BLOCK_OUTGOING ->
          "BlockOutgoing{machine=%d, timeout=%d, duration=%d, bypass=%b, replace=%b}"
              .formatted(machine, timeoutMicros, durationMicros, bypass(), replace());
      case UPDATE_TIMER ->
          "UpdateTimer{machine=%d, duration=%d, replace=%b}"
              .formatted(machine, durationMicros, replace());
    };
  }
}
