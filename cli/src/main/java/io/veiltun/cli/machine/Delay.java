package io.veiltun.cli.machine;

import io.veiltun.maybenot.simulator.Overhead;
import org.jspecify.annotations.Nullable;

/** How much later the last data packet comes, summed over the traces that were simulated whole. */
final class Delay {
  private double plainNanos;
  private double defendedNanos;

  void add(Overhead plain, Overhead defended) {
    if (plain.missing() == 0 && defended.missing() == 0) {
      plainNanos += plain.lastNormalNanos();
      defendedNanos += defended.lastNormalNanos();
    }
  }

  /** Extra time per time; null if there is nothing to compare. */
  @Nullable Double share() {
    return plainNanos > 0 ? (Double) (defendedNanos / plainNanos - 1) : null;
  }
}
