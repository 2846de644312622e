package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** Marsaglia and Tsang (2000), for a shape above 1. After {@link #MAX_ATTEMPTS}: d * scale. */
final class GammaSampler extends Sampler {
  private final double scale;
  private final double d;
  private final double c;

  GammaSampler(double scale, double shape) {
    this.scale = scale;
    this.d = shape - 1.0 / 3.0;
    this.c = 1.0 / Math.sqrt(9.0 * d);
  }

  @Override
  public double sample(RandomSource random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      double x = Ziggurat.normal(random);
      double root = 1.0 + c * x;
      if (root <= 0.0) {
        continue;
      }
      double v = root * root * root;
      double u = Draws.open(random);
      double squared = x * x;
      if (u < 1.0 - 0.0331 * squared * squared
          || StrictMath.log(u) < 0.5 * squared + d * (1.0 - v + StrictMath.log(v))) {
        return d * v * scale;
      }
    }
    return d * scale;
  }
}
