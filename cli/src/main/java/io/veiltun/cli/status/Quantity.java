package io.veiltun.cli.status;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them: three digits or four, and a unit. */
final class Quantity {
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Quantity() {}

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1023.5 && unit < BYTE_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String digits =
        unit == 0 || value >= 99.95
            ? Long.toString(Math.round(value))
            : String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
    return digits + " " + BYTE_UNITS[unit];
  }

  /** A time below a minute to milliseconds or microseconds. */
  static String shortTime(Duration time) {
    double millis = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }

  /** The two largest units of an age; a clock that was set back counts as zero. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
  }
}
