package io.veiltun.cli.status;

import java.util.List;

/**
 * How late timers expired.
 *
 * @param bounds upper bounds of the classes in seconds, ascending
 * @param counts timers of each class; one class more than bounds, the last for everything above
 * @param sum of all lateness in seconds
 */
public record Lateness(List<Double> bounds, List<Long> counts, double sum) {
  /** Checks that bounds and counts belong together. */
  public Lateness {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          counts.size() + " classes do not go with " + bounds.size() + " bounds");
    }
  }
}
