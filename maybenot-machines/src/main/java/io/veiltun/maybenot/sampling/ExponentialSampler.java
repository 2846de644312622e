package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/** A standard exponential times a scale: Gamma of shape 1. */
final class ExponentialSampler extends Sampler {
  private final double scale;

  ExponentialSampler(double scale) {
    this.scale = scale;
  }

  @Override
  public double sample(RandomSource random) {
    return Ziggurat.exponential(random) * scale;
  }
}
