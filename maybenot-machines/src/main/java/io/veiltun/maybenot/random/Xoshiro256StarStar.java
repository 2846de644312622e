package io.veiltun.maybenot.random;

/**
 * xoshiro256** by Blackman and Vigna, seeded as rand_xoshiro and rand_seeder do: the same seed
 * gives the same words as there. Predictable, so for simulation, generators and tests only: padding
 * that can be predicted can be removed.
 */
public final class Xoshiro256StarStar implements RandomSource {
  private long s0;
  private long s1;
  private long s2;
  private long s3;
  private long words;

  private Xoshiro256StarStar(long s0, long s1, long s2, long s3) {
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }

  /** The state is four successive outputs of SplitMix64 from {@code seed}: any value will do. */
  public static Xoshiro256StarStar fromSeed(long seed) {
    SplitMix64 mix = new SplitMix64(seed);
    return new Xoshiro256StarStar(mix.next(), mix.next(), mix.next(), mix.next());
  }

  /** The state as given; all zero, which would stay zero, counts as {@code fromSeed(0)}. */
  public static Xoshiro256StarStar fromState(long s0, long s1, long s2, long s3) {
    if ((s0 | s1 | s2 | s3) == 0) {
      return fromSeed(0);
    }
    return new Xoshiro256StarStar(s0, s1, s2, s3);
  }

  /** The state that rand_seeder 0.4 derives from the UTF-8 bytes of a string. */
  public static Xoshiro256StarStar fromString(String seed) {
    SipSeeder seeder = SipSeeder.of(seed);
    return fromState(seeder.next(), seeder.next(), seeder.next(), seeder.next());
  }

  @Override
  public long nextLong() {
    words++;
    long result = Long.rotateLeft(s1 * 5, 7) * 9;
    long shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** The upper half of one 64-bit word. */
  @Override
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  /** How many 64-bit words were drawn so far. A 32-bit draw counts as one. */
  public long words() {
    return words;
  }
}
