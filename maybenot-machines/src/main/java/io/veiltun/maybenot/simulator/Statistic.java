package io.veiltun.maybenot.simulator;

import java.util.Arrays;

/**
 * A quantity over many traces.
 *
 * @param count traces for which it is defined; with none all figures are NaN
 * @param stdDev of the sample; NaN for a single trace
 */
public record Statistic(int count, double mean, double stdDev, double median) {
  static Statistic of(double[] values) {
    int n = values.length;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double mean = Arrays.stream(values).sum() / n;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double median = n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new Statistic(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)), median);
  }
}
