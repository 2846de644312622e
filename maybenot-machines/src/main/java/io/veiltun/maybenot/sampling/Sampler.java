package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/**
 * A prepared distribution. Drawing allocates nothing. Samplers are immutable and can be shared by
 * threads.
 */
public abstract class Sampler {
  /** A raw sample of the distribution, without offset and cap: any double, NaN included. */
  public abstract double sample(RandomSource random);
}
