package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Algorithm PD of Ahrens and Dieter (1982), for a mean of at least 12: a normal sample, corrected.
 * After {@link #MAX_ATTEMPTS} rejections: the mean, rounded down.
 */
final class NormalPoissonSampler extends Sampler {
  private static final double INVERSE_ROOT_TWO_PI = 1.0 / Math.sqrt(2.0 * Math.PI);
  private static final int SMALL = 10;
  private static final double[] LOGARITHM_SERIES = {
    -0.5000000002,
    0.3333333343,
    -0.2499998565,
    0.1999997049,
    -0.1666848753,
    0.1428833286,
    -0.1241963125,
    0.1101687109,
    -0.1142650302,
    0.1055093006
  };

  private final double lambda;
  private final double s;
  private final double d;
  private final double immediateFrom;
  private final double c;
  private final double c0;
  private final double c1;
  private final double c2;
  private final double c3;
  private final double omega;

  /** lambda^k / k! for small k. */
  private final double[] smallDensities = new double[SMALL];

  NormalPoissonSampler(double lambda) {
    double b1 = 1.0 / 24.0 / lambda;
    double b2 = 0.3 * b1 * b1;
    this.lambda = lambda;
    this.c3 = 1.0 / 7.0 * b1 * b2;
    this.c2 = b2 - 15.0 * c3;
    this.c1 = b1 - 6.0 * b2 + 45.0 * c3;
    this.c0 = 1.0 - b1 + 3.0 * b2 - 15.0 * c3;
    this.c = 0.1069 / lambda;
    this.s = Math.sqrt(lambda);
    this.d = 6.0 * lambda * lambda;
    this.immediateFrom = Math.floor(lambda - 1.1484);
    this.omega = INVERSE_ROOT_TWO_PI / s;
    double factorial = 1.0;
    for (int k = 0; k < SMALL; k++) {
      factorial *= Math.max(k, 1);
      smallDensities[k] = StrictMath.pow(lambda, k) / factorial;
    }
  }

  @Override
  public double sample(RandomSource random) {
    double g = lambda + s * Ziggurat.normal(random);
    if (g >= 0.0) {
      double k = Math.floor(g);
      if (k >= immediateFrom) {
        return k;
      }
      double u = Draws.unit(random);
      double distance = lambda - k;
      if (d * u >= distance * distance * distance
          || normalDensity(k) * (1.0 - u) <= density(k) * StrictMath.exp(exponent(k) - normal(k))) {
        return k;
      }
    }
    return doubleExponential(random);
  }

  private double doubleExponential(RandomSource random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      double e = Ziggurat.exponential(random);
      double u = 2.0 * Draws.unit(random) - 1.0;
      double t = 1.8 + Math.copySign(e, u);
      if (t > -0.6744) {
        double k = Math.floor(lambda + s * t);
        double left = c * Math.abs(u);
        double poisson = density(k) * StrictMath.exp(exponent(k) + e);
        if (left <= poisson - normalDensity(k) * StrictMath.exp(normal(k) + e)) {
          return k;
        }
      }
    }
    return Math.floor(lambda);
  }

  /** px: the probability of k is density(k) * exp(exponent(k)). */
  private double exponent(double k) {
    if (k < SMALL) {
      return -lambda;
    }
    double delta = 1.0 / (12.0 * k);
    delta -= 4.8 * (delta * delta * delta);
    double v = (lambda - k) / k;
    if (Math.abs(v) <= 0.25) {
      double sum = 0.0;
      for (int i = LOGARITHM_SERIES.length - 1; i >= 0; i--) {
        sum = sum * v + LOGARITHM_SERIES[i];
      }
      return k * (v * v) * sum - delta;
    }
    return k * StrictMath.log(1.0 + v) - (lambda - k) - delta;
  }

  /** py. */
  private double density(double k) {
    return k < SMALL ? smallDensities[(int) k] : INVERSE_ROOT_TWO_PI / Math.sqrt(k);
  }

  /** fx: the same for the discretised normal. */
  private double normal(double k) {
    double x = standardised(k);
    return -0.5 * (x * x);
  }

  /** fy. */
  private double normalDensity(double k) {
    double x = standardised(k);
    double squared = x * x;
    return omega * (((c3 * squared + c2) * squared + c1) * squared + c0);
  }

  private double standardised(double k) {
    return (k - lambda + 0.5) / s;
  }
}
