package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** scale * u^(-1/shape) with u in (0, 1]. */
final class ParetoSampler extends PowerSampler {
  private final double scale;

  ParetoSampler(double scale, double shape) {
    super(-1.0 / shape);
    this.scale = scale;
  }

  @Override
  double base(RandomSource random) {
    return Draws.openClosed(random);
  }

  @Override
  double factor(RandomSource random) {
    return scale;
  }
}
