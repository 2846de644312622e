package io.veiltun.maybenot.machine;

import java.util.Objects;

/**
 * A distribution with an offset and a cap: a sample is {@code min(max(0, x + start), max)} where x
 * is drawn from {@code type}. Times are microseconds.
 *
 * @param start added to every sample; any value, the rules of validity do not look at it
 * @param max caps the sum if greater than 0, otherwise there is no cap
 */
public record Dist(DistType type, double start, double max) {
  public Dist {
    Objects.requireNonNull(type);
  }

  /** A value that draws nothing from the random source: Uniform(value, value). */
  public static Dist constant(double value) {
    return new Dist(new DistType.Uniform(value, value), 0, 0);
  }

  /** The same constant written as an offset: Uniform(0, 0) starting at {@code value}. */
  public static Dist at(double value) {
    return new Dist(new DistType.Uniform(0, 0), value, 0);
  }
}
