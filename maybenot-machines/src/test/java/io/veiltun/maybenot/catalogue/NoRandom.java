package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.random.RandomSource;

/** For what has to be the same each time. */
final class NoRandom implements RandomSource {
  @Override
  public long nextLong() {
    throw new AssertionError("drew a random number");
  }

  @Override
  public int nextInt() {
    throw new AssertionError("drew a random number");
  }
}
