package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import java.util.function.DoubleFunction;

/**
 * A distribution in words: its family, what is typical, and the range of nine in ten values, after
 * offset and cap. The figures are good to about one percent.
 */
public final class DistText {
  private static final double DAY_MICROS = 86_400_000_000.0;

  private DistText() {}

  /** A time, for example {@code 1.5 s to 9.5 s (uniform)}; what is longer counts as 24 hours. */
  public static String time(Dist dist) {
    return text(dist, DAY_MICROS, Units::time, Units::time);
  }

  /** A count, for example {@code about 12 (Poisson, mean 12, 90 % within 7 to 18)}. */
  public static String count(Dist dist) {
    return text(dist, Double.MAX_VALUE, Units::count, Units::average);
  }

  /** True when every sample is the same. */
  public static boolean constant(Dist dist) {
    return dist.type() instanceof DistType.Uniform && same(Spread.of(dist, Double.MAX_VALUE));
  }

  /** True when every sample is a time of zero. */
  static boolean zero(Dist dist) {
    return constant(dist) && Spread.of(dist, DAY_MICROS).high() < 0.5;
  }

  /** The name of the family in the middle of a sentence. */
  static String family(DistType type) {
    return switch (type) {
      case DistType.Uniform _ -> "uniform";
      case DistType.Normal _ -> "normal";
      case DistType.SkewNormal _ -> "skewed normal";
      case DistType.LogNormal _ -> "log-normal";
      case DistType.Binomial _ -> "binomial";
      case DistType.Geometric _ -> "geometric";
      case DistType.Pareto _ -> "Pareto";
      case DistType.Poisson _ -> "Poisson";
      case DistType.Weibull _ -> "Weibull";
      case DistType.Gamma _ -> "gamma";
      case DistType.Beta _ -> "beta";
    };
  }

  private static String text(
      Dist dist, double most, DoubleFunction<String> unit, DoubleFunction<String> average) {
    Spread spread = Spread.of(dist, most);
    String low = unit.apply(spread.low());
    String high = unit.apply(spread.high());
    String cap = spread.capped() ? ", never above " + unit.apply(dist.max()) : "";
    if (dist.type() instanceof DistType.Uniform) {
      return same(spread)
          ? unit.apply(spread.median())
          : low + " to " + high + " (uniform" + cap + ")";
    }
    if (low.equals(high)) {
      return "nearly always " + low + " (" + family(dist.type()) + cap + ")";
    }
    return "about %s (%s, mean %s, 90 %% within %s to %s%s)"
        .formatted(
            unit.apply(spread.median()),
            family(dist.type()),
            average.apply(spread.mean()),
            low,
            high,
            cap);
  }

  private static boolean same(Spread spread) {
    return spread.low() == spread.high();
  }
}
