package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Bringmann and Friedrich (2013): counts blocks of 2^k failures, k so that a block fails at most
 * every second time, then draws the place inside the last one. After {@link #MAX_ATTEMPTS}
 * rejections: the place drawn last.
 */
final class BlockGeometricSampler extends Sampler {
  private static final int MAX_BITS = 62;

  private final double failure;
  private final double blockFailure;
  private final int bits;

  BlockGeometricSampler(double probability) {
    this.failure = 1.0 - probability;
    int blockBits = 1;
    double chance = failure * failure;
    while (chance > 0.5 && blockBits < MAX_BITS) {
      blockBits++;
      chance *= chance;
    }
    this.bits = blockBits;
    this.blockFailure = chance;
  }

  @Override
  public double sample(RandomSource random) {
    long blocks = 0;
    while (Draws.unit(random) < blockFailure && blocks < MAX_ATTEMPTS) {
      blocks++;
    }
    return Unsigned.toDouble((blocks << bits) + place(random));
  }

  private long place(RandomSource random) {
    long mask = (1L << bits) - 1;
    long place = 0;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      place = random.nextLong() & mask;
      if (Draws.unit(random) < allFail(place)) {
        break;
      }
    }
    return place;
  }

  private double allFail(long times) {
    double result = 1.0;
    double square = failure;
    for (long left = times; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }
}
