package io.veiltun.maybenot.generator;

import static io.veiltun.maybenot.generator.Rounding.thousandths;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Validation;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Random distributions around a size. */
final class DistGenerator {
  private final RandomSource random;
  private final boolean circpad;

  DistGenerator(RandomSource random, boolean circpad) {
    this.random = random;
    this.circpad = circpad;
  }

  Dist count(double size) {
    return valid(size, circpad ? this::circpadCount : this::countType);
  }

  Dist time(double size) {
    return valid(size, circpad ? this::circpadTime : this::timeType);
  }

  private Dist valid(double size, DoubleFunction<DistType> type) {
    while (true) {
      double start = Draws.chance(random, 0.5) ? rounded(0, size) : 0;
      double max = Draws.chance(random, 0.5) ? rounded(Math.min(start, size), size) : size;
      Dist dist = new Dist(type.apply(size), start, max);
      if (isValid(dist)) {
        return dist;
      }
    }
  }

  private static boolean isValid(Dist dist) {
    State state =
        State.builder().action(new Action.UpdateTimer(false, dist, Optional.empty())).build();
    try {
      Validation.check(new Machine(0, 0, 0, 0, List.of(state)));
      return true;
    } catch (InvalidMachineException e) {
      return false;
    }
  }

  private DistType countType(double size) {
    return switch (Draws.between(random, 0, 5)) {
      case 0 -> uniform(size);
      case 1 ->
          new DistType.Binomial(
              Draws.betweenLong(random, 10, Math.max((long) size, 11)), probability());
      case 2 -> new DistType.Geometric(probability());
      case 3 -> pareto(size);
      case 4 -> poisson(size);
      default -> weibull(size);
    };
  }

  private DistType timeType(double size) {
    return switch (Draws.between(random, 0, 7)) {
      case 0 -> uniform(size);
      case 1 -> normal(size);
      case 2 ->
          new DistType.SkewNormal(
              rounded(size * 0.5, size * 1.5), rounded(size / 100, size / 10), rounded(-5, 5));
      case 3 -> logNormal();
      case 4 -> pareto(size);
      case 5 -> poisson(size);
      case 6 -> weibull(size);
      default -> new DistType.Gamma(atLeast(0, size), rounded(0.001, 10));
    };
  }

  private DistType circpadCount(double size) {
    return switch (Draws.between(random, 0, 3)) {
      case 0 -> uniform(size);
      case 1 -> new DistType.Geometric(probability());
      case 2 -> pareto(size);
      default -> weibull(size);
    };
  }

  private DistType circpadTime(double size) {
    return switch (Draws.between(random, 0, 4)) {
      case 0 -> uniform(size);
      case 1 -> normal(size);
      case 2 -> logNormal();
      case 3 -> pareto(size);
      default -> weibull(size);
    };
  }

  private DistType uniform(double size) {
    double low = rounded(0, size);
    return new DistType.Uniform(low, rounded(Math.min(low, size), size));
  }

  private DistType normal(double size) {
    double mean = rounded(0, size);
    return new DistType.Normal(mean, rounded(0, size));
  }

  private DistType logNormal() {
    double mu = rounded(0, 20);
    return new DistType.LogNormal(mu, rounded(0, 1));
  }

  private DistType pareto(double size) {
    double scale = atLeast(size / 100, size);
    return new DistType.Pareto(scale, rounded(0.001, 10));
  }

  private DistType poisson(double size) {
    return new DistType.Poisson(rounded(0, size));
  }

  private DistType weibull(double size) {
    double scale = rounded(0, size);
    return new DistType.Weibull(scale, rounded(0.5, 5));
  }

  private double probability() {
    return atLeast(0, 1);
  }

  private double rounded(double low, double high) {
    return thousandths(Draws.range(random, low, high));
  }

  private double atLeast(double low, double high) {
    return thousandths(Math.max(Draws.range(random, low, high), 0.001));
  }
}
