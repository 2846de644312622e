package io.veiltun.maybenot.simulator;

/** Counts how many of the latest times lie within a span; times must not decrease. */
final class SlidingWindow {
  private final long span;
  private long[] times = new long[64];
  private int first;
  private int size;

  SlidingWindow(long span) {
    this.span = span;
  }

  void clear() {
    first = 0;
    size = 0;
  }

  /** Adds {@code now} and returns how many times, itself included, are at most the span old. */
  int add(long now) {
    while (size > 0 && now - times[first] > span) {
      first = (first + 1) & (times.length - 1);
      size--;
    }
    if (size == times.length) {
      grow();
    }
    times[(first + size) & (times.length - 1)] = now;
    return ++size;
  }

  private void grow() {
    long[] larger = new long[2 * times.length];
    for (int i = 0; i < size; i++) {
      larger[i] = times[(first + i) & (times.length - 1)];
    }
    times = larger;
    first = 0;
  }
}
