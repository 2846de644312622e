package io.veiltun.maybenot.description;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers with units as people read them, independent of the locale. */
public final class Units {
  private static final double EXACT_COUNTS = 1e12;
  private static final double YEAR_MICROS = 365.25 * 86_400e6;
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);

  private Units() {}

  /** A time in microseconds, for example {@code 9.5 s}; at most four digits. */
  public static String time(double micros) {
    double value = micros < 1e3 ? Math.rint(micros) : micros;
    if (value < 1) {
      return "0 s";
    }
    if (value < 1e3) {
      return digits(value) + " µs";
    }
    if (value < 1e6) {
      return digits(value / 1e3) + " ms";
    }
    if (value < 120e6) {
      return digits(value / 1e6) + " s";
    }
    return value < 7200e6 ? digits(value / 60e6) + " min" : digits(value / 3600e6) + " h";
  }

  /** A number of things: grouped digits, or a power of ten where nobody reads digits any more. */
  public static String count(double value) {
    if (value >= EXACT_COUNTS) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  /** A mean of counts: with decimals while they matter. */
  static String average(double value) {
    return value < 100
        ? plain(BigDecimal.valueOf(value).setScale(value < 10 ? 2 : 1, RoundingMode.HALF_UP))
        : count(value);
  }

  /** An unsigned 64-bit count. */
  public static String unsigned(long value) {
    return count(asDouble(value));
  }

  /** A time of unsigned 64-bit microseconds. */
  static String unsignedTime(long micros) {
    double value = asDouble(micros);
    return value > YEAR_MICROS
        ? String.format(Locale.ROOT, "%,.0f years", value / YEAR_MICROS)
        : time(value);
  }

  /** A share from 0 to 1, for example {@code 12.5 %}. */
  public static String percent(double share) {
    double percent = share * 100;
    if (percent > 0 && percent < 0.01) {
      return "under 0.01 %";
    }
    return plain(BigDecimal.valueOf(percent).setScale(2, RoundingMode.HALF_UP)) + " %";
  }

  /** The next of 1, 2, 5 times a power of ten, so that about ten ticks fit. */
  static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, least))));
    for (double factor : new double[] {1, 2, 5}) {
      if (power * factor >= least) {
        return power * factor;
      }
    }
    return power * 10;
  }

  private static double asDouble(long unsigned) {
    return unsigned >= 0 ? (double) unsigned : (unsigned >>> 1) * 2.0;
  }

  private static String digits(double value) {
    return plain(BigDecimal.valueOf(value).round(FOUR_DIGITS));
  }

  private static String plain(BigDecimal value) {
    String text = value.stripTrailingZeros().toPlainString();
    return text.equals("0.00") ? "0" : text;
  }
}
