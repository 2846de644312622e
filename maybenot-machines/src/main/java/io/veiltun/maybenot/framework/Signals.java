package io.veiltun.maybenot.framework;

/** Who signalled since the last delivery. */
final class Signals {
  /** How often STRICT delivers in one call: machines can answer each other for ever. */
  static final int STRICT_ROUNDS = 3;

  /** Nobody signalled. */
  static final int NOBODY = -1;

  /** The signal is for every machine. */
  static final int FOR_ALL = -2;

  private final boolean strict;
  private int pending = NOBODY;

  Signals(Mode mode) {
    strict = mode == Mode.STRICT;
  }

  void raise(int machine) {
    boolean onlyThisOne = pending == NOBODY || (strict && pending == machine);
    pending = onlyThisOne ? machine : FOR_ALL;
  }

  boolean pending() {
    return pending != NOBODY;
  }

  /**
   * Forgets what is pending.
   *
   * @return {@link #NOBODY}, {@link #FOR_ALL}, or the one machine that does not get the signal
   */
  int take() {
    int taken = pending;
    pending = NOBODY;
    return taken;
  }
}
