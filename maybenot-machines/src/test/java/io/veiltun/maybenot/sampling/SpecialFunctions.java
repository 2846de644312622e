package io.veiltun.maybenot.sampling;

/** Distribution functions in closed form, from the literature and not from the samplers' papers. */
final class SpecialFunctions {
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };
  private static final double TINY = 1e-300;
  private static final double PRECISION = 1e-15;
  private static final int OWEN_STEPS = 64;

  private SpecialFunctions() {}

  static double logGamma(double x) {
    if (x < 0.5) {
      return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1.0 - x);
    }
    double z = x - 1.0;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (z + i);
    }
    double t = z + 7.5;
    return 0.5 * Math.log(2.0 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
  }

  /** The regularised lower incomplete gamma function P(a, x). */
  static double gammaP(double a, double x) {
    if (x <= 0.0) {
      return 0.0;
    }
    double front = Math.exp(a * Math.log(x) - x - logGamma(a));
    return x < a + 1.0 ? front * gammaSeries(a, x) : 1.0 - front * gammaFraction(a, x);
  }

  private static double gammaSeries(double a, double x) {
    double term = 1.0 / a;
    double sum = term;
    for (double n = a + 1.0; term > sum * PRECISION; n++) {
      term *= x / n;
      sum += term;
    }
    return sum;
  }

  private static double gammaFraction(double a, double x) {
    double b = x + 1.0 - a;
    double c = 1.0 / TINY;
    double d = 1.0 / b;
    double result = d;
    double change = 0.0;
    for (int i = 1; Math.abs(change - 1.0) > PRECISION && i < 10_000; i++) {
      double numerator = -i * (i - a);
      b += 2.0;
      d = 1.0 / nonZero(numerator * d + b);
      c = nonZero(b + numerator / c);
      change = c * d;
      result *= change;
    }
    return result;
  }

  /** The regularised incomplete beta function I_x(a, b). */
  static double betaI(double a, double b, double x) {
    if (x <= 0.0 || x >= 1.0) {
      return x <= 0.0 ? 0.0 : 1.0;
    }
    double logFront =
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
    return x < (a + 1.0) / (a + b + 2.0)
        ? Math.exp(logFront) * betaFraction(a, b, x) / a
        : 1.0 - Math.exp(logFront) * betaFraction(b, a, 1.0 - x) / b;
  }

  private static double betaFraction(double a, double b, double x) {
    double c = 1.0;
    double d = 1.0 / nonZero(1.0 - (a + b) * x / (a + 1.0));
    double result = d;
    double change = 0.0;
    for (int m = 1; Math.abs(change - 1.0) > PRECISION && m < 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m));
      d = 1.0 / nonZero(1.0 + even * d);
      c = nonZero(1.0 + even / c);
      result *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0));
      d = 1.0 / nonZero(1.0 + odd * d);
      c = nonZero(1.0 + odd / c);
      change = d * c;
      result *= change;
    }
    return result;
  }

  private static double nonZero(double x) {
    return Math.abs(x) < TINY ? TINY : x;
  }

  static double normal(double z) {
    double half = 0.5 * gammaP(0.5, 0.5 * z * z);
    return z < 0.0 ? 0.5 - half : 0.5 + half;
  }

  static double skewNormal(double z, double shape) {
    return normal(z) - 2.0 * owenT(z, shape);
  }

  /** Owen's T function by Simpson's rule. */
  private static double owenT(double h, double a) {
    double width = a / OWEN_STEPS;
    double sum = owenIntegrand(h, 0.0) + owenIntegrand(h, a);
    for (int i = 1; i < OWEN_STEPS; i++) {
      sum += (i % 2 == 0 ? 2.0 : 4.0) * owenIntegrand(h, i * width);
    }
    return sum * width / 3.0 / (2.0 * Math.PI);
  }

  private static double owenIntegrand(double h, double t) {
    double square = 1.0 + t * t;
    return Math.exp(-0.5 * h * h * square) / square;
  }
}
