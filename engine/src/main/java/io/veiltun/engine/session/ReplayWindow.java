package io.veiltun.engine.session;

/**
 * The counters already received in one session: a bitmap in the shape of RFC 6479
 * (wireguard-protocol §9). Counters may come out of order by {@link #WIDTH}. Owned by the receive
 * loop; call {@link #accept} only after the packet authenticated, or forged ones move the window.
 */
public final class ReplayWindow {
  /** How far behind the greatest accepted counter a packet may be. */
  public static final int WIDTH = 8128;

  private static final int WORDS = 128;

  private final long[] bitmap = new long[WORDS];

  /** The greatest counter accepted plus one, unsigned; 0 before the first. */
  private long next;

  /** An empty window. */
  public ReplayWindow() {}

  /**
   * Whether {@code counter} is new, and notes it.
   *
   * @param counter unsigned
   * @return false if it was seen before, is too old, or is not below {@link
   *     Keypair#REJECT_AFTER_MESSAGES}
   */
  public boolean accept(long counter) {
    if (Long.compareUnsigned(counter, Keypair.REJECT_AFTER_MESSAGES) >= 0) {
      return false;
    }
    // Shifted by one so that 0 can mean "nothing yet"; neither sum below can wrap.
    long shifted = counter + 1;
    if (Long.compareUnsigned(shifted + WIDTH, next) < 0) {
      return false;
    }
    if (Long.compareUnsigned(shifted, next) > 0) {
      advance(shifted);
    }
    int word = (int) (shifted >>> 6) & WORDS - 1;
    long bit = 1L << shifted;
    long before = bitmap[word];
    bitmap[word] = before | bit;
    return (before & bit) == 0;
  }

  private void advance(long to) {
    long word = next >>> 6;
    long steps = Math.min((to >>> 6) - word, WORDS);
    for (long i = 1; i <= steps; i++) {
      bitmap[(int) (word + i) & WORDS - 1] = 0;
    }
    next = to;
  }
}
