package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Algorithm BTPE of Kachitvichyanukul and Schmeiser (1988), for an expectation of at least 10 and a
 * probability of at most 1/2: a triangle, two parallelograms and two exponential tails over the
 * probabilities. After {@link #MAX_ATTEMPTS} rejections: the most likely number.
 */
final class BtpeBinomialSampler extends Sampler {
  /** A candidate is drawn again; no count is negative. */
  private static final double AGAIN = -1.0;

  private final double n;
  private final double p;
  private final double q;
  private final double npq;
  private final double m;
  private final double xm;
  private final double xl;
  private final double xr;
  private final double c;
  private final double p1;
  private final double p2;
  private final double p3;
  private final double p4;
  private final double leftDecay;
  private final double rightDecay;

  BtpeBinomialSampler(double n, double p) {
    this.n = n;
    this.p = p;
    this.q = 1.0 - p;
    double np = n * p;
    this.npq = np * q;
    double fm = np + p;
    this.m = Math.floor(fm);
    this.p1 = Math.floor(2.195 * Math.sqrt(npq) - 4.6 * q) + 0.5;
    this.xm = m + 0.5;
    this.xl = xm - p1;
    this.xr = xm + p1;
    this.c = 0.134 + 20.5 / (15.3 + m);
    this.p2 = p1 * (1.0 + 2.0 * c);
    this.leftDecay = decay((fm - xl) / (fm - xl * p));
    this.rightDecay = decay((xr - fm) / (xr * q));
    this.p3 = p2 + c / leftDecay;
    this.p4 = p3 + c / rightDecay;
  }

  private static double decay(double a) {
    return a * (1.0 + 0.5 * a);
  }

  @Override
  public double sample(RandomSource random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      double u = Draws.range(random, 0.0, p4);
      double v = Draws.range(random, 0.0, 1.0);
      double y = u <= p1 ? truncated(xm - p1 * v + u) : outside(u, v);
      if (y >= 0.0) {
        return y;
      }
    }
    return m;
  }

  /** Outside the triangle, where a candidate is not accepted at once. */
  private double outside(double u, double v) {
    if (u <= p2) {
      double x = xl + (u - p1) / c;
      double height = v * c + 1.0 - Math.abs(x - xm) / p1;
      return height > 1.0 ? AGAIN : tested(truncated(x), height);
    }
    if (v == 0.0) {
      return AGAIN;
    }
    if (u <= p3) {
      double y = truncated(xl + StrictMath.log(v) / leftDecay);
      return y < 0.0 ? AGAIN : tested(y, v * ((u - p2) * leftDecay));
    }
    double y = truncated(xr - StrictMath.log(v) / rightDecay);
    return y > n ? AGAIN : tested(y, v * ((u - p3) * rightDecay));
  }

  private double tested(double y, double v) {
    double k = Math.abs(y - m);
    boolean squeezed = k > 20.0 && k < 0.5 * npq - 1.0;
    return (squeezed ? passesSqueeze(y, k, v) : v <= ratio(y)) ? y : AGAIN;
  }

  /** The probability of y over that of m, by its recurrence. */
  private double ratio(double y) {
    double s = p / q;
    double a = s * (n + 1.0);
    double f = 1.0;
    if (m < y) {
      for (double i = m + 1.0; i <= y; i++) {
        f *= a / i - s;
      }
    } else {
      for (double i = y + 1.0; i <= m; i++) {
        f /= a / i - s;
      }
    }
    return f;
  }

  private boolean passesSqueeze(double y, double k, double v) {
    double rho = k / npq * ((k * (k / 3.0 + 0.625) + 1.0 / 6.0) / npq + 0.5);
    double t = -0.5 * k * k / npq;
    double logarithm = StrictMath.log(v);
    if (logarithm < t - rho) {
      return true;
    }
    return !(logarithm > t + rho) && !(logarithm > logRatio(y));
  }

  /** The logarithm of the ratio, by Stirling's formula. */
  private double logRatio(double y) {
    double f1 = m + 1.0;
    double x1 = y + 1.0;
    double z = n + 1.0 - m;
    double w = n - y + 1.0;
    return xm * StrictMath.log(f1 / x1)
        + (n - m + 0.5) * StrictMath.log(z / w)
        + (y - m) * StrictMath.log(w * p / (x1 * q))
        + stirling(f1)
        + stirling(z)
        - stirling(x1)
        - stirling(w);
  }

  private static double truncated(double x) {
    return (double) (long) x;
  }

  private static double stirling(double z) {
    double squared = z * z;
    double series = 132.0 - (99.0 - 140.0 / squared) / squared;
    return (13860.0 - (462.0 - series / squared) / squared) / z / 166320.0;
  }
}
