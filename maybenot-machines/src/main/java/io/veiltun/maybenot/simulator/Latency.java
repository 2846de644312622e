package io.veiltun.maybenot.simulator;

import java.util.Arrays;

/**
 * How long blocking held data packets, over all of them, in nanoseconds: nearest-rank percentiles.
 *
 * @param packets data packets sent, held or not
 */
public record Latency(int packets, long p50, long p95, long p99, long most) {
  static Latency of(long[] held, int size) {
    if (size == 0) {
      return new Latency(0, 0, 0, 0, 0);
    }
    long[] sorted = Arrays.copyOf(held, size);
    Arrays.sort(sorted);
    return new Latency(
        size,
        percentile(sorted, 50),
        percentile(sorted, 95),
        percentile(sorted, 99),
        sorted[size - 1]);
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
  }
}
