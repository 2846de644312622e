package io.veiltun.maybenot.sampling;

/** Between doubles and unsigned 64-bit numbers held in a long, as Rust's {@code as} converts. */
final class Unsigned {
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;
  private static final double TWO_TO_52 = 0x1p52;

  private Unsigned() {}

  /** The nearest double, ties to even. */
  static double toDouble(long unsigned) {
    if (unsigned >= 0) {
      return unsigned;
    }
    // The lost bit takes part in rounding only by being there or not.
    return ((unsigned >>> 1) | (unsigned & 1)) * 2.0;
  }

  /** Towards zero; NaN and negative values give 0, too large ones 2^64 - 1. */
  static long truncated(double value) {
    if (value < TWO_TO_63) {
      return value > 0.0 ? (long) value : 0;
    }
    if (value < TWO_TO_64) {
      return (long) (value - TWO_TO_63) | Long.MIN_VALUE;
    }
    return value >= TWO_TO_64 ? -1L : 0;
  }

  /** To the nearest, halves away from zero; otherwise as {@link #truncated}. */
  static long rounded(double value) {
    if (value < TWO_TO_52 && value > 0.0) {
      long whole = (long) value;
      return value - whole >= 0.5 ? whole + 1 : whole;
    }
    return truncated(value);
  }
}
