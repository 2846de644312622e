package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.InvalidMachineException;
import java.util.regex.Pattern;

/** A number that follows a name. */
record Parameter(String name, double min, double max, boolean whole) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** An hour: longer intervals and windows are mistaken units. */
  static final double HOUR_MICROS = 3.6e9;

  static Parameter real(String name, double min, double max) {
    return new Parameter(name, min, max, false);
  }

  static Parameter whole(String name, double min, double max) {
    return new Parameter(name, min, max, true);
  }

  double parse(String entry, String text) throws InvalidMachineException {
    if (!NUMBER.matcher(text).matches()) {
      throw error(entry, text, "is not a number");
    }
    double value = Double.parseDouble(text);
    if (value < min || value > max) {
      throw error(entry, text, "is not between " + plain(min) + " and " + plain(max));
    }
    if (whole && value != Math.rint(value)) {
      throw error(entry, text, "is not a whole number");
    }
    return value;
  }

  private InvalidMachineException error(String entry, String text, String problem) {
    return new InvalidMachineException("%s: %s '%s' %s".formatted(entry, name, text, problem));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && value < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
