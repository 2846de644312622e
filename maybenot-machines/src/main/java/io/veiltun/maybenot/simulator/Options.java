package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.Mode;

/**
 * What a simulation does, when it stops and what it records.
 *
 * @param fidelity how ties are broken
 * @param mode of the frameworks
 * @param maxRecorded stop after so many recorded events; 0 means no limit
 * @param maxIterations stop after so many events, recorded or not; 0 means no limit
 * @param clientOnly record no events of the server
 * @param networkOnly record only TunnelSent and TunnelRecv
 * @param continueAfterTrace go on when no packet of the trace and no padding is left; machines that
 *     act forever then need one of the two limits
 */
public record Options(
    Fidelity fidelity,
    Mode mode,
    int maxRecorded,
    int maxIterations,
    boolean clientOnly,
    boolean networkOnly,
    boolean continueAfterTrace) {
  /** Stable, strict, everything recorded, until the trace is over or 1 000 000 events. */
  public static final Options DEFAULT =
      new Options(Fidelity.STABLE, Mode.STRICT, 0, 1_000_000, false, false, false);

  /** Exactly as Maybenot simulates; otherwise the same. */
  public static final Options COMPAT =
      new Options(Fidelity.COMPAT, Mode.COMPAT, 0, 1_000_000, false, false, false);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is negative
   */
  public Options {
    if (maxRecorded < 0 || maxIterations < 0) {
      throw new IllegalArgumentException("limits of a simulation are not negative");
    }
  }

  public Options withLimits(int recorded, int iterations) {
    return new Options(
        fidelity, mode, recorded, iterations, clientOnly, networkOnly, continueAfterTrace);
  }
}
