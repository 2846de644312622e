package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Algorithm BINV of Kachitvichyanukul and Schmeiser (1988): walks up the probabilities from 0, for
 * an expectation below 10 and a probability of at most 1/2. After {@link #MAX_ATTEMPTS}: the
 * expectation, rounded down.
 */
final class InversionBinomialSampler extends Sampler {
  private static final int LAST = 110;

  private final double a;
  private final double s;
  private final double none;
  private final double fallback;

  private InversionBinomialSampler(double n, double p) {
    double q = 1.0 - p;
    this.s = p / q;
    this.a = (n + 1.0) * s;
    this.none = StrictMath.pow(q, n);
    this.fallback = Math.floor(n * p);
  }

  /** A Poisson sampler if 1 - p rounds to 1. */
  static Sampler of(double n, double p) {
    return 1.0 - p == 1.0 ? new KnuthPoissonSampler(n * p) : new InversionBinomialSampler(n, p);
  }

  @Override
  public double sample(RandomSource random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      double probability = none;
      double u = Draws.unit(random);
      int x = 0;
      while (u > probability && x <= LAST) {
        u -= probability;
        x++;
        probability *= a / x - s;
      }
      if (x <= LAST) {
        return x;
      }
    }
    return fallback;
  }
}
