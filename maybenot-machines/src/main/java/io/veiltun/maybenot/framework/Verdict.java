package io.veiltun.maybenot.framework;

import java.util.List;

/** Whether limits let a state's action be scheduled, and if not, the first limit in the way. */
public enum Verdict {
  ALLOWED,
  /** The state's own limit is used up. */
  STATE_LIMIT,
  /** The machine's fraction of padding. */
  MACHINE_PADDING,
  /** The framework's fraction of padding. */
  FRAMEWORK_PADDING,
  /** The machine's fraction of blocked time. */
  MACHINE_BLOCKING,
  /** The framework's fraction of blocked time. */
  FRAMEWORK_BLOCKING;

  private static final List<Verdict> ALL = List.of(values());

  /** All constants in order. */
  public static List<Verdict> all() {
    return ALL;
  }

  @SuppressWarnings("EnumOrdinal") // An index into the counts of one process.
  int index() {
    return ordinal();
  }
}
