package io.veiltun.maybenot.machine;

/** Which parameters a distribution may have. */
final class DistRules {
  private static final double MIN_PROBABILITY = 1e-9;
  private static final long MAX_TRIALS = 1_000_000_000;
  private static final double MAX_LAMBDA = 1.844e19;

  private DistRules() {}

  static void check(String place, Dist dist) throws InvalidMachineException {
    switch (dist.type()) {
      case DistType.Uniform uniform -> uniform(place, uniform);
      case DistType.Normal(double mean, double stdev) -> finite(place + ".stdev", stdev);
      case DistType.SkewNormal(double location, double scale, double shape) -> {
        finite(place + ".scale", scale);
        positive(place + ".scale", scale);
        finite(place + ".shape", shape);
      }
      case DistType.LogNormal(double mu, double sigma) -> finite(place + ".sigma", sigma);
      case DistType.Binomial(long trials, double probability) -> {
        probability(place, probability);
        if (Long.compareUnsigned(trials, MAX_TRIALS) > 0) {
          throw new InvalidMachineException(
              "%s.trials: %s is more than %d"
                  .formatted(place, Long.toUnsignedString(trials), MAX_TRIALS));
        }
      }
      case DistType.Geometric(double probability) -> probability(place, probability);
      case DistType.Pareto(double scale, double shape) -> positive(place, scale, shape);
      case DistType.Poisson(double lambda) -> {
        positive(place + ".lambda", lambda);
        if (lambda > MAX_LAMBDA) {
          throw new InvalidMachineException(
              place + ".lambda: " + lambda + " is more than " + MAX_LAMBDA);
        }
      }
      case DistType.Weibull(double scale, double shape) -> positive(place, scale, shape);
      case DistType.Gamma(double scale, double shape) -> positive(place, scale, shape);
      case DistType.Beta(double alpha, double beta) -> {
        positive(place + ".alpha", alpha);
        positive(place + ".beta", beta);
      }
    }
  }

  private static void uniform(String place, DistType.Uniform uniform)
      throws InvalidMachineException {
    finite(place + ".low", uniform.low());
    finite(place + ".high", uniform.high());
    if (uniform.low() > uniform.high()) {
      throw new InvalidMachineException(
          place + ": low " + uniform.low() + " is above high " + uniform.high());
    }
    if (Double.isInfinite(uniform.high() - uniform.low())) {
      throw new InvalidMachineException(
          place + ": the width from " + uniform.low() + " to " + uniform.high() + " overflows");
    }
  }

  private static void probability(String place, double value) throws InvalidMachineException {
    if (!(value >= 0 && value <= 1) || (value != 0 && value < MIN_PROBABILITY)) {
      throw new InvalidMachineException(
          place + ".probability: " + value + " is neither 0 nor between 1e-9 and 1");
    }
  }

  private static void finite(String place, double value) throws InvalidMachineException {
    if (!Double.isFinite(value)) {
      throw new InvalidMachineException(place + ": " + value + " is not finite");
    }
  }

  private static void positive(String place, double scale, double shape)
      throws InvalidMachineException {
    positive(place + ".scale", scale);
    positive(place + ".shape", shape);
  }

  /** Infinity is positive; not-a-number is not. */
  private static void positive(String place, double value) throws InvalidMachineException {
    if (!(value > 0)) {
      throw new InvalidMachineException(place + ": " + value + " is not greater than 0");
    }
  }
}
