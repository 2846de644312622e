package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Algorithm BC of Cheng (1978), a parameter of at most 1. After {@link #MAX_ATTEMPTS} rejections:
 * the mean.
 */
final class SmallBetaSampler extends Sampler {
  private static final double LOG_4 = StrictMath.log(4.0);

  /** The larger parameter, unlike in algorithm BB. */
  private final double a;

  private final double b;
  private final boolean swapped;
  private final double sum;
  private final double inverse;
  private final double kappa1;
  private final double kappa2;

  SmallBetaSampler(double alpha, double beta) {
    this.a = Math.max(alpha, beta);
    this.b = Math.min(alpha, beta);
    this.swapped = alpha < beta;
    this.sum = a + b;
    this.inverse = 1.0 / b;
    double delta = 1.0 + a - b;
    this.kappa1 = delta * (1.0 / 18.0 / 4.0 + 3.0 / 18.0 / 4.0 * b) / (a * inverse - 14.0 / 18.0);
    this.kappa2 = 0.25 + (0.5 + 0.25 / delta) * b;
  }

  @Override
  public double sample(RandomSource random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      double u1 = Draws.open(random);
      double u2 = Draws.open(random);
      double z = u1 * u1 * u2;
      boolean certain = false;
      if (u1 < 0.5) {
        double y = u1 * u2;
        z = u1 * y;
        if (0.25 * u2 + z - y >= kappa1) {
          continue;
        }
      } else if (z <= 0.25) {
        certain = true;
      } else if (z >= kappa2) {
        continue;
      }
      double v = inverse * StrictMath.log(u1 / (1.0 - u1));
      double w = a * StrictMath.exp(v);
      if (certain || accepts(z, v, w)) {
        return fraction(w, b, swapped);
      }
    }
    return fraction(a, b, swapped);
  }

  private boolean accepts(double z, double v, double w) {
    return !(sum * (StrictMath.log(sum / (b + w)) + v) - LOG_4 < StrictMath.log(z));
  }

  /** w / (b + w), or what is left of 1 if the parameters were swapped. */
  static double fraction(double w, double b, boolean swapped) {
    if (swapped) {
      return b / (b + w);
    }
    return w == Double.POSITIVE_INFINITY ? 1.0 : w / (b + w);
  }
}
