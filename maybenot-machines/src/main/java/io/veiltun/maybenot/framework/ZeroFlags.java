package io.veiltun.maybenot.framework;

/** Which counters raised CounterZero in the current call. */
final class ZeroFlags {
  private boolean a;
  private boolean b;

  /** True the first time in a call. */
  boolean firstA() {
    boolean first = !a;
    a = true;
    return first;
  }

  /** True the first time in a call. */
  boolean firstB() {
    boolean first = !b;
    b = true;
    return first;
  }

  void clear() {
    a = false;
    b = false;
  }
}
