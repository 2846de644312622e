package io.veiltun.maybenot.description;

import java.util.function.DoubleUnaryOperator;

/** Quantiles of a distribution known by the logarithm of its density, up to a constant. */
final class DensityTable {
  private static final int CELLS = 2000;

  /** Density below e^-40 of the peak does not show in any digit that is printed. */
  private static final double NEGLIGIBLE = 40;

  private final double low;
  private final double step;
  private final double[] cumulative = new double[CELLS + 1];

  /** No density used here is narrower. */
  private static final double NARROW = 1e-9;

  private static final int DOUBLINGS = 100;

  /** Tabulates to both sides of {@code mode}, a place near the peak. */
  DensityTable(DoubleUnaryOperator logDensity, double mode) {
    double peak = logDensity.applyAsDouble(mode);
    low = mode - reach(logDensity, mode, -NARROW, peak);
    step = (mode + reach(logDensity, mode, NARROW, peak) - low) / CELLS;
    for (int i = 0; i < CELLS; i++) {
      double density = Math.exp(logDensity.applyAsDouble(low + (i + 0.5) * step) - peak);
      cumulative[i + 1] = cumulative[i] + density;
    }
  }

  private static double reach(
      DoubleUnaryOperator logDensity, double mode, double first, double peak) {
    double distance = first;
    for (int i = 0; i < DOUBLINGS; i++) {
      if (!(logDensity.applyAsDouble(mode + distance) > peak - NEGLIGIBLE)) {
        break;
      }
      distance *= 2;
    }
    return Math.abs(distance);
  }

  /** The value that a share {@code p} of all samples stays below. */
  double quantile(double p) {
    double mass = p * cumulative[CELLS];
    int from = 0;
    int to = CELLS;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (cumulative[middle] <= mass) {
        from = middle;
      } else {
        to = middle;
      }
    }
    double inCell = cumulative[to] - cumulative[from];
    return low + (from + (inCell > 0 ? (mass - cumulative[from]) / inCell : 0.5)) * step;
  }
}
