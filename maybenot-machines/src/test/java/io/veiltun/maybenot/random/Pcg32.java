package io.veiltun.maybenot.random;

/**
 * PCG32 (O'Neill), which rand's published values were made with. A long is two draws, low first.
 */
public final class Pcg32 implements RandomSource {
  /** The stream of all published values. */
  public static final long STREAM = Long.parseUnsignedLong("11634580027462260723");

  private static final long MULTIPLIER = 6364136223846793005L;
  private final long increment;
  private long state;

  public Pcg32(long state, long stream) {
    this.increment = (stream << 1) | 1;
    this.state = state + increment;
    step();
  }

  @Override
  public int nextInt() {
    long old = state;
    step();
    int shifted = (int) (((old >>> 18) ^ old) >>> 27);
    return Integer.rotateRight(shifted, (int) (old >>> 59));
  }

  @Override
  public long nextLong() {
    long low = nextInt() & 0xffffffffL;
    return low | ((long) nextInt() << 32);
  }

  private void step() {
    state = state * MULTIPLIER + increment;
  }
}
