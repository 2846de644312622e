package io.veiltun.maybenot.machine;

import java.util.List;

/** The timers a Cancel action can stop; in the order of their numbers in a machine string. */
public enum Timer {
  /** The timer of the machine's pending padding or blocking. */
  ACTION,
  /** The machine's internal timer. */
  INTERNAL,
  /** Both. */
  ALL;

  private static final List<Timer> TIMERS = List.of(values());

  /** The number in a machine string. */
  @SuppressWarnings("EnumOrdinal") // The order of the constants is the format's.
  public int index() {
    return ordinal();
  }

  /** All constants, by {@link #index}. */
  public static List<Timer> all() {
    return TIMERS;
  }
}
