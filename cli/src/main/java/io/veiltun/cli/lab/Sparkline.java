package io.veiltun.cli.lab;

import java.nio.charset.Charset;

/** A row of numbers as a row of small bars, one character each. */
final class Sparkline {
  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII = " .:-=+*#@";

  private final String levels;

  /** For a terminal of this character set: plain ASCII where it has no bars. */
  Sparkline(Charset charset) {
    levels = charset.canEncode() && charset.newEncoder().canEncode(BLOCKS) ? BLOCKS : ASCII;
  }

  /**
   * Draws {@code values}; only 0 is blank.
   *
   * @param most what the highest bar stands for, at least as much as any value
   */
  String of(long[] values, long most) {
    StringBuilder bars = new StringBuilder();
    int steps = levels.length() - 1;
    for (long value : values) {
      bars.append(levels.charAt((int) Math.ceil((double) value * steps / Math.max(1, most))));
    }
    return bars.toString();
  }
}
