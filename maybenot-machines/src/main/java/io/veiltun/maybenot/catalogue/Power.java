package io.veiltun.maybenot.catalogue;

/**
 * Powers and the logarithm of one base, rounded correctly: the same on every platform, so that a
 * seed means the same machine everywhere. The JDK's own differ in last bits from processor to
 * processor. Computed as sums of two doubles. Not thread-safe.
 */
final class Power {
  /** The natural logarithm of 2 in three parts; small multiples of the first are exact. */
  private static final double LN2_HIGH = 0x1.62e42fee00000p-1;

  private static final double LN2_MIDDLE = 0x1.a39ef35793c76p-33;
  private static final double LN2_LOW = 0x1.cc01f97b57a08p-87;
  private static final int HALVINGS = 8;
  private static final int TERMS = 11;

  private final double logHigh;
  private final double logLow;

  /** What is computed with. */
  private double high;

  private double low;

  private Power(double base) {
    double estimate = StrictMath.log(base);
    int scale = exponential(-estimate, 0);
    multiply(base, 0);
    high = Math.scalb(high, scale);
    low = Math.scalb(low, scale);
    add(-1, 0);
    set(estimate, high - high * high / 2 + low);
    logHigh = high;
    logLow = low;
  }

  /** For a base from 1e-300 to 1e300. */
  static Power of(double base) {
    return new Power(base);
  }

  /** The natural logarithm of the base. */
  double log() {
    return logHigh;
  }

  /** The base to the power of {@code exponent}; the result is within 1e-300 to 1e300. */
  double to(double exponent) {
    double product = exponent * logHigh;
    int scale = exponential(product, Math.fma(exponent, logHigh, -product) + exponent * logLow);
    return Math.scalb(high, scale);
  }

  /** Leaves e to the power of the sum in {@link #high} and {@link #low}, times a power of 2. */
  private int exponential(double xHigh, double xLow) {
    double twos = Math.rint(xHigh / LN2_HIGH);
    double middle = twos * LN2_MIDDLE;
    set(xHigh - twos * LN2_HIGH, xLow);
    add(-middle, -Math.fma(twos, LN2_MIDDLE, -middle) - twos * LN2_LOW);
    double partHigh = Math.scalb(high, -HALVINGS);
    double partLow = Math.scalb(low, -HALVINGS);
    set(1, 0);
    for (int term = TERMS; term > 0; term--) {
      multiply(partHigh, partLow);
      divide(term);
      add(1, 0);
    }
    for (int i = 0; i < HALVINGS; i++) {
      multiply(high, low);
    }
    return (int) twos;
  }

  /** Without rounding. */
  private void set(double a, double b) {
    high = a + b;
    double part = high - a;
    low = (a - (high - part)) + (b - part);
  }

  private void add(double otherHigh, double otherLow) {
    double lows = low + otherLow;
    set(high, otherHigh);
    set(high, low + lows);
  }

  private void multiply(double otherHigh, double otherLow) {
    double product = high * otherHigh;
    double rest = Math.fma(high, otherHigh, -product);
    set(product, rest + high * otherLow + low * otherHigh);
  }

  private void divide(double divisor) {
    double quotient = high / divisor;
    set(quotient, (Math.fma(-quotient, divisor, high) + low) / divisor);
  }
}
