package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/** Successes counted as the failures of the rarer outcome. */
final class ComplementSampler extends Sampler {
  private final double trials;
  private final Sampler failures;

  ComplementSampler(double trials, Sampler failures) {
    this.trials = trials;
    this.failures = failures;
  }

  @Override
  public double sample(RandomSource random) {
    return trials - failures.sample(random);
  }
}
