package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/** Always the same value, without a draw. */
final class ConstantSampler extends Sampler {
  private final double value;

  ConstantSampler(double value) {
    this.value = value;
  }

  double value() {
    return value;
  }

  @Override
  public double sample(RandomSource random) {
    return value;
  }
}
