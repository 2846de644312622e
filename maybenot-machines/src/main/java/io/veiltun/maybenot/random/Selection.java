package io.veiltun.maybenot.random;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shuffling, and choosing some of many, with exactly the draws of rand 0.9. */
final class Selection {
  private static final long LOW_HALF = 0xffffffffL;
  private static final long MAX_BATCH = LOW_HALF;
  private static final int MANY = 163;
  private static final int LARGE_POOL = 500_000;

  private Selection() {}

  static void shuffle(RandomSource random, int[] elements) {
    Batch batch = new Batch(random);
    for (int i = 1; i < elements.length; i++) {
      int k = batch.next();
      int swapped = elements[i];
      elements[i] = elements[k];
      elements[k] = swapped;
    }
  }

  static void shuffle(RandomSource random, List<?> elements) {
    Batch batch = new Batch(random);
    for (int i = 1; i < elements.size(); i++) {
      Collections.swap(elements, i, batch.next());
    }
  }

  static int[] choose(RandomSource random, int n, int amount) {
    if (amount < 0 || amount > n) {
      throw new IllegalArgumentException("cannot choose " + amount + " of " + n);
    }
    boolean large = n >= LARGE_POOL;
    if (amount < MANY) {
      float perAmount = (large ? 8f / 45f : 1.6f) * amount;
      float bound = ((large ? 70f / 9f : 10f) + perAmount) * amount;
      return amount > 11 && n < bound ? inPlace(random, n, amount) : floyd(random, n, amount);
    }
    float bound = (large ? 330f / 9f : 270f) * amount;
    return n < bound ? inPlace(random, n, amount) : rejecting(random, n, amount);
  }

  private static int[] inPlace(RandomSource random, int n, int amount) {
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i;
    }
    for (int i = 0; i < amount; i++) {
      int k = Draws.between(random, i, n - 1);
      int swapped = all[i];
      all[i] = all[k];
      all[k] = swapped;
    }
    return Arrays.copyOf(all, amount);
  }

  private static int[] floyd(RandomSource random, int n, int amount) {
    int[] chosen = new int[amount];
    for (int i = 0; i < amount; i++) {
      int last = n - amount + i;
      int index = Draws.between(random, 0, last);
      for (int x = 0; x < i; x++) {
        if (chosen[x] == index) {
          chosen[x] = last;
          break;
        }
      }
      chosen[i] = index;
    }
    return chosen;
  }

  private static int[] rejecting(RandomSource random, int n, int amount) {
    int[] chosen = new int[amount];
    Set<Integer> seen = HashSet.newHashSet(amount);
    for (int i = 0; i < amount; i++) {
      int index = unbiasedIndex(random, n);
      while (!seen.add(index)) {
        index = unbiasedIndex(random, n);
      }
      chosen[i] = index;
    }
    return chosen;
  }

  /** A range drawn repeatedly rejects its biased words, unlike {@link Draws#between}. */
  private static int unbiasedIndex(RandomSource random, int n) {
    int threshold = Integer.remainderUnsigned(-n, n);
    long product;
    do {
      product = (random.nextInt() & LOW_HALF) * n;
    } while (Integer.compareUnsigned((int) product, threshold) < 0);
    return (int) (product >>> 32);
  }

  /**
   * Uniform indices of [0, 1], [0, 2], [0, 3] and so on. One draw serves as many of them as their
   * product fits in 32 bits.
   */
  private static final class Batch {
    private final RandomSource random;
    private int bound = 1;
    private int left;
    private int chunk;

    Batch(RandomSource random) {
      this.random = random;
    }

    int next() {
      bound++;
      if (left == 0) {
        draw();
      }
      left--;
      if (left == 0) {
        return chunk;
      }
      int index = Integer.remainderUnsigned(chunk, bound);
      chunk = Integer.divideUnsigned(chunk, bound);
      return index;
    }

    private void draw() {
      long product = bound;
      long factor = bound + 1L;
      while (product * factor <= MAX_BATCH) {
        product *= factor;
        factor++;
      }
      left = (int) (factor - bound);
      chunk = Draws.below(random, (int) product);
    }
  }
}
