package io.veiltun.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The units of one kind of quantity, each with its worth in the smallest one. */
record QuantityUnits(String example, Map<String, Long> worths) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(?: ?([A-Za-z/]+))?");

  @SafeVarargs
  static Map<String, Long> ordered(Map.Entry<String, Long>... units) {
    Map<String, Long> map = new LinkedHashMap<>();
    for (Map.Entry<String, Long> unit : units) {
      map.put(unit.getKey(), unit.getValue());
    }
    return map;
  }

  /** Regular expression of the texts that are read as an amount above zero, without anchors. */
  String pattern() {
    return "(?![0.]+ ?[A-Za-z])[0-9]{1,18}(\\.[0-9]{1,9})? ?(%s)"
        .formatted(String.join("|", worths.keySet()));
  }

  /** The amount in the smallest unit. */
  long parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "not a number with a unit, expected text such as \"" + example + "\"");
    }
    String unit = form.group(2);
    if (unit == null) {
      throw new IllegalArgumentException(
          "a bare number, expected one with a unit such as \"" + example + "\"");
    }
    Long worth = worths.get(unit);
    if (worth == null) {
      throw new IllegalArgumentException(
          "unknown unit, expected one of " + String.join(", ", worths.keySet()));
    }
    return exact(new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(worth)));
  }

  /** As {@link #parse}, but refuses zero. */
  long parseAboveZero(String text) {
    long amount = parse(text);
    if (amount == 0) {
      throw new IllegalArgumentException("zero, expected more, such as \"" + example + "\"");
    }
    return amount;
  }

  private long exact(BigDecimal amount) {
    try {
      return amount.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "too large or too precise, expected text such as \"" + example + "\"", e);
    }
  }
}
