package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.DistType;
import java.util.function.DoubleUnaryOperator;

/**
 * Quantile functions of the families, of a standard normal variable: where a share Phi(z) of the
 * samples lies below. So the tails keep their precision, and a mean is one sum over z.
 */
final class Quantiles {
  /** Above this variance a count is as good as normal. */
  private static final double NORMAL_VARIANCE = 100;

  private Quantiles() {}

  static DoubleUnaryOperator of(DistType type) {
    return switch (type) {
      case DistType.Uniform(double low, double high) ->
          z -> low + (high - low) * NormalCurve.below(z);
      case DistType.Normal(double mean, double stdev) -> z -> mean + Math.abs(stdev) * z;
      case DistType.LogNormal(double mu, double sigma) -> z -> Math.exp(mu + Math.abs(sigma) * z);
      case DistType.SkewNormal skew -> skewNormal(skew);
      case DistType.Binomial(long trials, double probability) -> binomial(trials, probability);
      case DistType.Geometric(double probability) ->
          z -> Math.floor(Math.log(NormalCurve.below(-z)) / Math.log1p(-probability));
      case DistType.Pareto(double scale, double shape) ->
          z -> scale * Math.pow(NormalCurve.below(-z), -1 / shape);
      case DistType.Poisson(double lambda) ->
          lambda > NORMAL_VARIANCE
              ? count(lambda, Math.sqrt(lambda), Double.POSITIVE_INFINITY)
              : z -> walk(NormalCurve.below(z), Math.exp(-lambda), k -> lambda / (k + 1));
      case DistType.Weibull(double scale, double shape) ->
          z -> scale * Math.pow(-Math.log(NormalCurve.below(-z)), 1 / shape);
      case DistType.Gamma(double scale, double shape) -> gamma(scale, shape);
      case DistType.Beta(double alpha, double beta) -> beta(alpha, beta);
    };
  }

  private static DoubleUnaryOperator skewNormal(DistType.SkewNormal skew) {
    DoubleUnaryOperator logDensity =
        x -> -x * x / 2 + Math.log(NormalCurve.below(skew.shape() * x));
    DensityTable table = new DensityTable(logDensity, 0);
    return z -> skew.location() + skew.scale() * table.quantile(NormalCurve.below(z));
  }

  /** In the variable log x, where the density has no pole at 0. */
  private static DoubleUnaryOperator gamma(double scale, double shape) {
    DensityTable table = new DensityTable(t -> shape * t - Math.exp(t), Math.log(shape));
    return z -> scale * Math.exp(table.quantile(NormalCurve.below(z)));
  }

  /** In the variable log(x / (1 - x)), where the density has no pole at 0 or 1. */
  private static DoubleUnaryOperator beta(double alpha, double beta) {
    DoubleUnaryOperator logDensity =
        t -> -alpha * Math.log1p(Math.exp(-t)) - beta * Math.log1p(Math.exp(t));
    DensityTable table = new DensityTable(logDensity, Math.log(alpha / beta));
    return z -> 1 / (1 + Math.exp(-table.quantile(NormalCurve.below(z))));
  }

  private static DoubleUnaryOperator binomial(long trials, double probability) {
    if (probability > 0.5) {
      DoubleUnaryOperator failures = binomial(trials, 1 - probability);
      return z -> trials - failures.applyAsDouble(-z);
    }
    double variance = trials * probability * (1 - probability);
    if (variance > NORMAL_VARIANCE) {
      return count(trials * probability, Math.sqrt(variance), (double) trials);
    }
    double none = Math.exp(trials * Math.log1p(-probability));
    double odds = probability / (1 - probability);
    return z -> walk(NormalCurve.below(z), none, k -> (trials - k) / (k + 1) * odds);
  }

  private static DoubleUnaryOperator count(double mean, double deviation, double most) {
    return z -> Math.clamp(Math.rint(mean + deviation * z), 0, most);
  }

  /** The first count whose cumulated probability reaches {@code p}. */
  private static double walk(double p, double none, DoubleUnaryOperator ratio) {
    double probability = none;
    double sum = none;
    double k = 0;
    while (sum < p && probability > 0) {
      double next = probability * ratio.applyAsDouble(k);
      if (sum + next == sum && next < probability) {
        break;
      }
      probability = next;
      sum += probability;
      k++;
    }
    return k;
  }
}
