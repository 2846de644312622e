package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** Counts failures one by one, for a probability of at least 2/3; {@link #MAX_ATTEMPTS} at most. */
final class TrialGeometricSampler extends Sampler {
  private final double probability;

  TrialGeometricSampler(double probability) {
    this.probability = probability;
  }

  @Override
  public double sample(RandomSource random) {
    int failures = 0;
    while (Draws.unit(random) > probability && failures < MAX_ATTEMPTS) {
      failures++;
    }
    return failures;
  }
}
