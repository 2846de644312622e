package io.veiltun.maybenot.generator;

/** From {@code low} to {@code high}, both included. */
public record Range(double low, double high) {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if the bounds are not finite, negative or in the wrong order
   */
  public Range {
    if (!(low >= 0 && low <= high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("not a range: %s to %s".formatted(low, high));
    }
  }

  public static Range of(double value) {
    return new Range(value, value);
  }

  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}
