package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.machine.DistType;

/** Chooses the algorithm for a distribution, as rand_distr 0.5.1 does. */
public final class Samplers {
  private static final double UNSIGNED_MAX = 0x1p64;
  private static final double BINV_BELOW = 10.0;
  private static final double KNUTH_BELOW = 12.0;
  private static final double DIRECT_GEOMETRIC_FROM = 2.0 / 3.0;

  private Samplers() {}

  /**
   * A sampler for a distribution with valid parameters (of a machine that passes validation). With
   * others the samples mean nothing, but sampling ends all the same.
   */
  public static Sampler of(DistType type) {
    return switch (type) {
      case DistType.Uniform(double low, double high) ->
          low == high ? new ConstantSampler(low) : new UniformSampler(low, high);
      case DistType.Normal(double mean, double stdev) -> new NormalSampler(mean, stdev);
      case DistType.SkewNormal(double location, double scale, double shape) ->
          new SkewNormalSampler(location, scale, shape);
      case DistType.LogNormal(double mu, double sigma) -> new LogNormalSampler(mu, sigma);
      case DistType.Binomial(long trials, double probability) -> binomial(trials, probability);
      case DistType.Geometric(double probability) -> geometric(probability);
      case DistType.Pareto(double scale, double shape) -> new ParetoSampler(scale, shape);
      case DistType.Poisson(double lambda) ->
          lambda < KNUTH_BELOW ? new KnuthPoissonSampler(lambda) : new NormalPoissonSampler(lambda);
      case DistType.Weibull(double scale, double shape) -> new WeibullSampler(scale, shape);
      case DistType.Gamma(double scale, double shape) -> gamma(scale, shape);
      case DistType.Beta(double alpha, double beta) -> beta(alpha, beta);
    };
  }

  private static Sampler binomial(long trials, double probability) {
    double n = Unsigned.toDouble(trials);
    if (probability == 0.0) {
      return new ConstantSampler(0.0);
    }
    if (probability == 1.0) {
      return new ConstantSampler(n);
    }
    boolean flipped = probability > 0.5;
    double p = flipped ? 1.0 - probability : probability;
    Sampler counting =
        n * p < BINV_BELOW ? InversionBinomialSampler.of(n, p) : new BtpeBinomialSampler(n, p);
    return flipped ? new ComplementSampler(n, counting) : counting;
  }

  private static Sampler geometric(double probability) {
    if (probability == 0.0) {
      return new ConstantSampler(UNSIGNED_MAX);
    }
    return probability >= DIRECT_GEOMETRIC_FROM
        ? new TrialGeometricSampler(probability)
        : new BlockGeometricSampler(probability);
  }

  private static Sampler gamma(double scale, double shape) {
    if (shape == 1.0) {
      // rand_distr keeps the rate and inverts it again: two roundings.
      return new ExponentialSampler(1.0 / (1.0 / scale));
    }
    return shape > 1.0 ? new GammaSampler(scale, shape) : new SmallShapeGammaSampler(scale, shape);
  }

  private static Sampler beta(double alpha, double beta) {
    return Math.min(alpha, beta) > 1.0
        ? new LargeBetaSampler(alpha, beta)
        : new SmallBetaSampler(alpha, beta);
  }
}
