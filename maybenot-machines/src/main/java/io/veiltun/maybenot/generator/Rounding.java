package io.veiltun.maybenot.generator;

/** To three decimals, halves away from zero, as Rust's {@code round} does. */
final class Rounding {
  private Rounding() {}

  static double thousandths(double value) {
    return halfAway(value * 1000.0) / 1000.0;
  }

  static float thousandths(float value) {
    return (float) halfAway(value * 1000.0f) / 1000.0f;
  }

  private static double halfAway(double value) {
    double size = Math.abs(value);
    double whole = Math.floor(size);
    return Math.copySign(size - whole >= 0.5 ? whole + 1 : whole, value);
  }
}
