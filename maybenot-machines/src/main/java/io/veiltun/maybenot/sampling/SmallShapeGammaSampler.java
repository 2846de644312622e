package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Gamma of a shape below 1: a sample of shape + 1 times u^(1/shape). The uniform is drawn first.
 */
final class SmallShapeGammaSampler extends Sampler {
  private final double inverseShape;
  private final GammaSampler larger;

  SmallShapeGammaSampler(double scale, double shape) {
    this.inverseShape = 1.0 / shape;
    this.larger = new GammaSampler(scale, shape + 1.0);
  }

  @Override
  public double sample(RandomSource random) {
    double u = Draws.open(random);
    return larger.sample(random) * StrictMath.pow(u, inverseShape);
  }
}
