package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** From low to high: one word. */
final class UniformSampler extends Sampler {
  private final double low;
  private final double high;

  UniformSampler(double low, double high) {
    this.low = low;
    this.high = high;
  }

  @Override
  public double sample(RandomSource random) {
    return Draws.range(random, low, high);
  }
}
