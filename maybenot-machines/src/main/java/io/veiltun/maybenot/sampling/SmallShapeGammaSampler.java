package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** Gamma of a shape below 1: a sample of shape + 1 times u^(1/shape). */
final class SmallShapeGammaSampler extends PowerSampler {
  private final GammaSampler larger;

  SmallShapeGammaSampler(double scale, double shape) {
    super(1.0 / shape);
    this.larger = new GammaSampler(scale, shape + 1.0);
  }

  @Override
  double base(RandomSource random) {
    return Draws.open(random);
  }

  @Override
  double factor(RandomSource random) {
    return larger.sample(random);
  }
}
