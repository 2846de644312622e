package io.veiltun.maybenot.generator;

/** Whole numbers from {@code low} to {@code high}, both included. */
public record WholeRange(int low, int high) {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if a bound is negative or the order is wrong
   */
  public WholeRange {
    if (low < 0 || low > high) {
      throw new IllegalArgumentException("not a range: %d to %d".formatted(low, high));
    }
  }

  public static WholeRange of(int value) {
    return new WholeRange(value, value);
  }
}
