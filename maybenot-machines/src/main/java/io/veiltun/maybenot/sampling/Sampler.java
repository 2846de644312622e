package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/**
 * A prepared distribution. Samplers are immutable and can be shared by threads. Drawing allocates
 * nothing, except that Pareto, Weibull and Gamma of a shape below 1 leave 96 bytes of garbage where
 * the Java runtime computes an exact power; {@link PreparedDist} avoids that for whole numbers.
 */
public abstract class Sampler {
  /**
   * Every loop that draws until something is accepted ends after so many attempts with a typical
   * value of the distribution, which each class names. The algorithms accept about every second
   * attempt or more, so it takes extreme parameters or a broken random source to get there; what is
   * bounded is the time these can take.
   */
  static final int MAX_ATTEMPTS = 200;

  /** A raw sample of the distribution, without offset and cap: any double, NaN included. */
  public abstract double sample(RandomSource random);
}
