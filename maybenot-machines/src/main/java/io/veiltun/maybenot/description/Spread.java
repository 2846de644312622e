package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import java.util.function.DoubleUnaryOperator;

/**
 * Where the values of a distribution lie after its offset and cap.
 *
 * @param low one in twenty is below
 * @param median half are below
 * @param high one in twenty is above
 * @param mean the average
 * @param capped the cap cuts off more than one in a thousand
 */
record Spread(double low, double median, double high, double mean, boolean capped) {
  private static final double ONE_IN_TWENTY = 1.6448536269514722;
  private static final double ONE_IN_THOUSAND = 3.090232306167813;
  private static final double TAIL = 8;
  private static final int STEPS = 400;

  /** What becomes of the values of {@code dist} if none may exceed {@code most}. */
  static Spread of(Dist dist, double most) {
    DoubleUnaryOperator quantile = Quantiles.of(dist.type());
    DoubleUnaryOperator value = z -> bounded(quantile.applyAsDouble(z), dist, most);
    if (dist.type() instanceof DistType.Uniform(double low, double high)) {
      double from = bounded(low, dist, most);
      double to = bounded(high, dist, most);
      boolean capped = dist.max() > 0 && high + dist.start() > dist.max() && from < to;
      return new Spread(from, value.applyAsDouble(0), to, mean(value), capped);
    }
    return new Spread(
        value.applyAsDouble(-ONE_IN_TWENTY),
        value.applyAsDouble(0),
        value.applyAsDouble(ONE_IN_TWENTY),
        mean(value),
        dist.max() > 0 && quantile.applyAsDouble(ONE_IN_THOUSAND) + dist.start() > dist.max());
  }

  private static double bounded(double raw, Dist dist, double most) {
    double sum = raw + dist.start();
    double positive = Double.isFinite(sum) ? Math.max(0, sum) : 0;
    return Math.min(dist.max() > 0 ? Math.min(positive, dist.max()) : positive, most);
  }

  private static double mean(DoubleUnaryOperator value) {
    double step = 2 * TAIL / STEPS;
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < STEPS; i++) {
      double z = -TAIL + (i + 0.5) * step;
      double weight = Math.exp(-z * z / 2);
      sum += weight * value.applyAsDouble(z);
      weights += weight;
    }
    return sum / weights;
  }
}
