package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** Algorithm BB of Cheng (1978), both parameters above 1. After {@link #MAX_ATTEMPTS}: the mean. */
final class LargeBetaSampler extends Sampler {
  private static final double LOG_4 = StrictMath.log(4.0);
  private static final double LOG_5 = StrictMath.log(5.0);

  private final double a;
  private final double b;
  private final boolean swapped;
  private final double sum;
  private final double root;
  private final double gamma;

  LargeBetaSampler(double alpha, double beta) {
    this.a = Math.min(alpha, beta);
    this.b = Math.max(alpha, beta);
    this.swapped = !(alpha < beta);
    this.sum = a + b;
    this.root = Math.sqrt((sum - 2.0) / (2.0 * a * b - sum));
    this.gamma = a + 1.0 / root;
  }

  @Override
  public double sample(RandomSource random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      double u1 = Draws.open(random);
      double u2 = Draws.open(random);
      double v = root * StrictMath.log(u1 / (1.0 - u1));
      double w = a * StrictMath.exp(v);
      if (accepts(u1 * u1 * u2, v, w)) {
        return SmallBetaSampler.fraction(w, b, swapped);
      }
    }
    return SmallBetaSampler.fraction(a, b, swapped);
  }

  private boolean accepts(double z, double v, double w) {
    double r = gamma * v - LOG_4;
    double s = a + r - w;
    if (s + 1.0 + LOG_5 >= 5.0 * z) {
      return true;
    }
    double t = StrictMath.log(z);
    return s >= t || !(r + sum * StrictMath.log(sum / (b + w)) < t);
  }
}
