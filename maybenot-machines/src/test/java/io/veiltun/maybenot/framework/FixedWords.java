package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.random.RandomSource;

/** Draws the point it was given last. */
final class FixedWords implements RandomSource {
  private int word;

  /** The next points of [0, 1) that decide between transitions. */
  FixedWords next(float point) {
    word = (int) (point * 0x1p23f) << 9;
    return this;
  }

  @Override
  public int nextInt() {
    return word;
  }

  @Override
  public long nextLong() {
    return (long) word << 32;
  }
}
