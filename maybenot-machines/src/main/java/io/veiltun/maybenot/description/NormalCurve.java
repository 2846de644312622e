package io.veiltun.maybenot.description;

/** The standard normal distribution function. */
final class NormalCurve {
  /** Coefficients of the Chebyshev fit of erfc in Press et al., Numerical Recipes, section 6.2. */
  private static final double[] FIT = {
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277
  };

  private NormalCurve() {}

  /** P(Z <= z), with a relative error below 2e-7 in both tails. */
  static double below(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + x / 2);
    double sum = 0;
    for (int i = FIT.length - 1; i >= 0; i--) {
      sum = sum * t + FIT[i];
    }
    double tail = t * Math.exp(-x * x + sum) / 2;
    return z < 0 ? tail : 1 - tail;
  }
}
