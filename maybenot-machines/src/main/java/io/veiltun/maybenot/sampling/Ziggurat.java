package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/**
 * Standard normal and exponential samples by the ziggurat of Marsaglia and Tsang in Doornik's form
 * (ZIGNOR), 256 layers. After {@link Sampler#MAX_ATTEMPTS} rejections: 0 and 1.
 */
final class Ziggurat {
  private static final long TWO_BITS = 0x4000000000000000L;
  private static final double[] NORMAL_X;
  private static final double[] NORMAL_F;
  private static final double[] EXPONENTIAL_X;
  private static final double[] EXPONENTIAL_F;

  static {
    double[][] columns = ZigguratTables.load();
    NORMAL_X = columns[0];
    NORMAL_F = columns[1];
    EXPONENTIAL_X = columns[2];
    EXPONENTIAL_F = columns[3];
  }

  private Ziggurat() {}

  /** Standard normal: one word in 98 of 100 cases. */
  static double normal(RandomSource random) {
    long word = random.nextLong();
    int layer = (int) word & 0xff;
    double x = symmetricUnit(word) * NORMAL_X[layer];
    return Math.abs(x) < NORMAL_X[layer + 1] ? x : normalOutside(word, random);
  }

  /** Standard exponential (mean 1): one word in 97 of 100 cases. */
  static double exponential(RandomSource random) {
    long word = random.nextLong();
    int layer = (int) word & 0xff;
    double x = Draws.openUnit(word) * EXPONENTIAL_X[layer];
    return x < EXPONENTIAL_X[layer + 1] ? x : exponentialOutside(word, random);
  }

  private static double normalOutside(long first, RandomSource random) {
    long word = first;
    for (int attempt = 0; attempt < Sampler.MAX_ATTEMPTS; attempt++) {
      int layer = (int) word & 0xff;
      double u = symmetricUnit(word);
      double x = u * NORMAL_X[layer];
      if (Math.abs(x) < NORMAL_X[layer + 1]) {
        return x;
      }
      if (layer == 0) {
        return normalTail(u < 0.0, random);
      }
      if (height(NORMAL_F, layer, random) < StrictMath.exp(-x * x / 2.0)) {
        return x;
      }
      word = random.nextLong();
    }
    return 0.0;
  }

  private static double normalTail(boolean negative, RandomSource random) {
    double r = NORMAL_X[1];
    double a = 0.0;
    for (int attempt = 0; attempt < Sampler.MAX_ATTEMPTS; attempt++) {
      a = StrictMath.log(Draws.open(random)) / r;
      double b = StrictMath.log(Draws.open(random));
      if (-2.0 * b >= a * a) {
        break;
      }
    }
    return negative ? a - r : r - a;
  }

  private static double exponentialOutside(long first, RandomSource random) {
    long word = first;
    for (int attempt = 0; attempt < Sampler.MAX_ATTEMPTS; attempt++) {
      int layer = (int) word & 0xff;
      double x = Draws.openUnit(word) * EXPONENTIAL_X[layer];
      if (x < EXPONENTIAL_X[layer + 1]) {
        return x;
      }
      if (layer == 0) {
        return EXPONENTIAL_X[1] - StrictMath.log(Draws.unit(random));
      }
      if (height(EXPONENTIAL_F, layer, random) < StrictMath.exp(-x)) {
        return x;
      }
      word = random.nextLong();
    }
    return 1.0;
  }

  private static double height(double[] f, int layer, RandomSource random) {
    return f[layer + 1] + (f[layer] - f[layer + 1]) * Draws.unit(random);
  }

  /** In [-1, 1). */
  private static double symmetricUnit(long word) {
    return Double.longBitsToDouble(TWO_BITS | (word >>> 12)) - 3.0;
  }
}
