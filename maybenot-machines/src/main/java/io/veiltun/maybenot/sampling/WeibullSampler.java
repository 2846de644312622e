package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** scale * (-ln u)^(1/shape) with u in (0, 1]. */
final class WeibullSampler extends PowerSampler {
  private final double scale;

  WeibullSampler(double scale, double shape) {
    super(1.0 / shape);
    this.scale = scale;
  }

  @Override
  double base(RandomSource random) {
    return -StrictMath.log(Draws.openClosed(random));
  }

  @Override
  double factor(RandomSource random) {
    return scale;
  }
}
