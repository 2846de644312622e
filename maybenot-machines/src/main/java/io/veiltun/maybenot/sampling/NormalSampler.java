package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/** mean + stdev * Z. */
final class NormalSampler extends Sampler {
  private final double mean;
  private final double stdev;

  NormalSampler(double mean, double stdev) {
    this.mean = mean;
    this.stdev = stdev;
  }

  @Override
  public double sample(RandomSource random) {
    return mean + stdev * Ziggurat.normal(random);
  }
}
