package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/**
 * A prepared distribution. Drawing allocates nothing. Samplers are immutable and can be shared by
 * threads.
 */
public abstract class Sampler {
  /**
   * Every loop that draws until something is accepted ends after so many attempts with a typical
   * value of the distribution, which each class names. With the parameters that make a machine
   * valid and a working random source, the chance is below 2^-128 per sample; it bounds the time
   * that extreme parameters or a broken source can take.
   */
  static final int MAX_ATTEMPTS = 1000;

  /** A raw sample of the distribution, without offset and cap: any double, NaN included. */
  public abstract double sample(RandomSource random);
}
