package io.veiltun.maybenot.simulator;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The order of times, stable. */
final class TimeOrder {
  private TimeOrder() {}

  /** The indexes of the first {@code size} times, earliest first. */
  static int[] of(long[] times, int size) {
    boolean sorted = true;
    for (int i = 1; i < size && sorted; i++) {
      sorted = times[i - 1] <= times[i];
    }
    IntStream indexes = IntStream.range(0, size);
    return sorted
        ? indexes.toArray()
        : indexes
            .boxed()
            .sorted(Comparator.comparingLong(i -> times[i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }
}
