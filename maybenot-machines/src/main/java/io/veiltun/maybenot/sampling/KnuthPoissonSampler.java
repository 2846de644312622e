package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** Knuth's product of uniforms, for a mean below 12. Counts to {@link #MAX_ATTEMPTS} at most. */
final class KnuthPoissonSampler extends Sampler {
  private final double limit;

  KnuthPoissonSampler(double lambda) {
    this.limit = StrictMath.exp(-lambda);
  }

  @Override
  public double sample(RandomSource random) {
    int events = 0;
    double product = Draws.unit(random);
    while (product > limit && events < MAX_ATTEMPTS) {
      product *= Draws.unit(random);
      events++;
    }
    return events;
  }
}
