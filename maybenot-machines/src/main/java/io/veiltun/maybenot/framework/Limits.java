package io.veiltun.maybenot.framework;

/**
 * What all machines of a framework together may use, on top of each machine's own limits. A
 * machine's budgets (its allowed packets and microseconds) come before these fractions.
 *
 * @param maxPaddingFrac most padding among all packets sent, 0 to 1; 0 means no limit
 * @param maxBlockingFrac most blocked time in the framework's time, 0 to 1; 0 means no limit
 */
public record Limits(double maxPaddingFrac, double maxBlockingFrac) {
  /** No limits but those of the machines. */
  public static final Limits NONE = new Limits(0, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the fraction that is outside 0 to 1 or not a number
   */
  public Limits {
    check("maxPaddingFrac", maxPaddingFrac);
    check("maxBlockingFrac", maxBlockingFrac);
  }

  private static void check(String name, double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "%s has to be between 0 and 1, not %s".formatted(name, fraction));
    }
  }
}
