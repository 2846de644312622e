package io.veiltun.maybenot.random;

import java.util.List;

/**
 * How random words become numbers in rand 0.9: the same words give the same bits. Each method says
 * what it draws, since the number of draws is part of the behaviour.
 */
public final class Draws {
  private static final double ULP_53 = 0x1p-53;
  private static final double TWO_TO_64 = 0x1p64;
  private static final long ONE_BITS = 0x3ff0000000000000L;
  private static final int ONE_FLOAT_BITS = 0x3f800000;
  private static final long LOW_HALF = 0xffffffffL;

  private Draws() {}

  /** In [0, 1), a multiple of 2^-53. One 64-bit word. */
  public static double unit(RandomSource random) {
    return (random.nextLong() >>> 11) * ULP_53;
  }

  /** In (0, 1], a multiple of 2^-53. One 64-bit word. */
  public static double openClosed(RandomSource random) {
    return ((random.nextLong() >>> 11) + 1) * ULP_53;
  }

  /** In (0, 1). One 64-bit word. */
  public static double open(RandomSource random) {
    return openUnit(random.nextLong());
  }

  /** The number that {@link #open} makes of a word that was drawn already. */
  public static double openUnit(long word) {
    return oneToTwo(word) - (1.0 - ULP_53);
  }

  /**
   * From {@code low} up to {@code high}, which only rounding can reach. One 64-bit word, also when
   * both are equal. The difference of the two has to be finite.
   */
  public static double range(RandomSource random, double low, double high) {
    return (oneToTwo(random.nextLong()) - 1.0) * (high - low) + low;
  }

  /**
   * The same in single precision, each step rounded. One 32-bit word. Named apart from {@link
   * #range} since the draws differ and whole numbers would choose this one.
   */
  public static float rangeSingle(RandomSource random, float low, float high) {
    return transition(random) * (high - low) + low;
  }

  /** In [0, 1), a multiple of 2^-23: decides between transitions. One 32-bit word. */
  public static float transition(RandomSource random) {
    return Float.intBitsToFloat(ONE_FLOAT_BITS | (random.nextInt() >>> 9)) - 1.0f;
  }

  /** True with probability {@code p} in [0, 1]. One 64-bit word; none if p is 1. */
  public static boolean chance(RandomSource random, double p) {
    if (!(p >= 0.0 && p <= 1.0)) {
      throw new IllegalArgumentException("probability " + p + " is not in [0, 1]");
    }
    if (p == 1.0) {
      return true;
    }
    return Long.compareUnsigned(random.nextLong(), unsignedTruncated(p * TWO_TO_64)) < 0;
  }

  /**
   * Uniform in [low, high], both included, as 32-bit and index ranges are drawn: one 32-bit word,
   * rarely a second one.
   */
  public static int between(RandomSource random, int low, int high) {
    requireOrder(low <= high, low, high);
    return low + below(random, high - low + 1);
  }

  /**
   * Uniform in [low, high], both included and signed, as 64-bit ranges are drawn: one 64-bit word,
   * rarely a second one. Named apart from {@link #between} since the draws differ.
   */
  public static long betweenLong(RandomSource random, long low, long high) {
    requireOrder(low <= high, low, high);
    return low + belowLong(random, high - low + 1);
  }

  /** Uniform in [0, n) for an index: {@code between(random, 0, n - 1)}. */
  public static int index(RandomSource random, int n) {
    requireOrder(n > 0, 0, n - 1L);
    return below(random, n);
  }

  /** Puts the elements into a uniformly random order: one 32-bit word for several of them. */
  public static void shuffle(RandomSource random, int[] elements) {
    Selection.shuffle(random, elements);
  }

  /** Puts the elements into a uniformly random order: one 32-bit word for several of them. */
  public static void shuffle(RandomSource random, List<?> elements) {
    Selection.shuffle(random, elements);
  }

  /**
   * {@code amount} different indices of [0, n) in random order. Which algorithm runs, and so which
   * draws are made, depends on both numbers.
   *
   * @throws IllegalArgumentException if amount is negative or above n
   */
  public static int[] choose(RandomSource random, int n, int amount) {
    return Selection.choose(random, n, amount);
  }

  /** Uniform below {@code count}, unsigned; all words if it is 0. */
  static int below(RandomSource random, int count) {
    if (count == 0) {
      return random.nextInt();
    }
    long product = (random.nextInt() & LOW_HALF) * (count & LOW_HALF);
    int result = (int) (product >>> 32);
    long low = product & LOW_HALF;
    if (low > (-count & LOW_HALF)) {
      long carry = ((random.nextInt() & LOW_HALF) * (count & LOW_HALF)) >>> 32;
      result += (int) ((low + carry) >>> 32);
    }
    return result;
  }

  private static long belowLong(RandomSource random, long count) {
    if (count == 0) {
      return random.nextLong();
    }
    long word = random.nextLong();
    long result = Math.unsignedMultiplyHigh(word, count);
    long low = word * count;
    if (Long.compareUnsigned(low, -count) > 0) {
      long carry = Math.unsignedMultiplyHigh(random.nextLong(), count);
      if (Long.compareUnsigned(low + carry, low) < 0) {
        result++;
      }
    }
    return result;
  }

  private static double oneToTwo(long word) {
    return Double.longBitsToDouble(ONE_BITS | (word >>> 12));
  }

  private static long unsignedTruncated(double value) {
    return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) | Long.MIN_VALUE;
  }

  private static void requireOrder(boolean ordered, long low, long high) {
    if (!ordered) {
      throw new IllegalArgumentException("empty range: " + low + " to " + high);
    }
  }
}
