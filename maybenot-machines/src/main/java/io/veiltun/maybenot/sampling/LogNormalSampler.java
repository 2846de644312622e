package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/** exp(mu + sigma * Z). */
final class LogNormalSampler extends Sampler {
  private final double mu;
  private final double sigma;

  LogNormalSampler(double mu, double sigma) {
    this.mu = mu;
    this.sigma = sigma;
  }

  @Override
  public double sample(RandomSource random) {
    return StrictMath.exp(mu + sigma * Ziggurat.normal(random));
  }
}
