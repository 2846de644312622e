package io.veiltun.maybenot.machine;

/** The families of distributions, in the order of their numbers in a machine string. */
public sealed interface DistType {
  /** [low, high); the constant {@code low} when both are equal. */
  record Uniform(double low, double high) implements DistType {}

  record Normal(double mean, double stdev) implements DistType {}

  record SkewNormal(double location, double scale, double shape) implements DistType {}

  /** exp(Normal(mu, sigma)). */
  record LogNormal(double mu, double sigma) implements DistType {}

  /**
   * Successes in {@code trials} attempts.
   *
   * @param trials unsigned 64 bits
   */
  record Binomial(long trials, double probability) implements DistType {}

  /** Failures before the first success. */
  record Geometric(double probability) implements DistType {}

  /** scale * u^(-1/shape): never below {@code scale}. */
  record Pareto(double scale, double shape) implements DistType {}

  record Poisson(double lambda) implements DistType {}

  record Weibull(double scale, double shape) implements DistType {}

  /** Mean scale * shape. */
  record Gamma(double scale, double shape) implements DistType {}

  /** In [0, 1]. */
  record Beta(double alpha, double beta) implements DistType {}
}
