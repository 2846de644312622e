package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** How well samples fit a distribution: p-values. */
final class Goodness {
  private static final int SAMPLES = 100_000;
  private static final int CELLS = 100;

  private Goodness() {}

  static double[] samples(DistType type, long seed) {
    Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(seed);
    Sampler sampler = Samplers.of(type);
    double[] samples = new double[SAMPLES];
    Arrays.setAll(samples, i -> sampler.sample(random));
    return samples;
  }

  /** Kolmogorov and Smirnov, for a continuous distribution function. */
  static double kolmogorov(double[] samples, DoubleUnaryOperator cdf) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    double n = sorted.length;
    double distance = 0.0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = cdf.applyAsDouble(sorted[i]);
      distance = Math.max(distance, Math.max(expected - i / n, (i + 1) / n - expected));
    }
    double scaled = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
    double p = 0.0;
    for (int j = 1; j <= 100; j++) {
      p += (j % 2 == 0 ? -2.0 : 2.0) * Math.exp(-2.0 * j * j * scaled * scaled);
    }
    return p;
  }

  /**
   * Chi-square over cells of about equal probability; the first and the last take what lies outside
   * of low to high.
   */
  static double chiSquare(double[] samples, long low, long high, DoubleUnaryOperator mass) {
    int[] cellOf = new int[(int) (high - low + 1)];
    double[] expected = new double[CELLS + 1];
    int cell = 0;
    for (int i = 0; i < cellOf.length; i++) {
      if (expected[cell] >= (double) SAMPLES / CELLS) {
        cell++;
      }
      cellOf[i] = cell;
      expected[cell] += SAMPLES * mass.applyAsDouble((double) (low + i));
    }
    double[] seen = new double[cell + 1];
    for (double sample : samples) {
      seen[cellOf[(int) (Math.clamp(sample, (double) low, (double) high) - low)]]++;
    }
    // What is left over after the last full cell is too little to be one of its own.
    seen[cell - 1] += seen[cell];
    expected[cell - 1] += expected[cell];
    double sum = 0.0;
    for (int i = 0; i < cell; i++) {
      sum += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
    }
    return 1.0 - SpecialFunctions.gammaP((cell - 1) / 2.0, sum / 2.0);
  }
}
