package io.veiltun.maybenot.generator;

import java.util.Optional;

/**
 * What random machines look like. An absent Boolean means that a coin decides for each machine.
 *
 * @param states how many, at least 1
 * @param blockingClient whether machines of the client may block
 * @param blockingServer whether machines of the server may block
 * @param expressive whether counters, timers, cancelling and states without action appear
 * @param fixedBudget whether machines have an absolute budget
 * @param fracLimits whether machines have limits as fractions
 * @param durationPoint the size of times, in microseconds
 * @param countPoint the size of counts, at least 1
 * @param minActionTimeout before padding and blocking, in microseconds
 * @param circpad only what Tor's circuit padding framework can express
 */
public record MachineRecipe(
    WholeRange states,
    Optional<Boolean> blockingClient,
    Optional<Boolean> blockingServer,
    Optional<Boolean> expressive,
    Optional<Boolean> fixedBudget,
    Optional<Boolean> fracLimits,
    Range durationPoint,
    WholeRange countPoint,
    Range minActionTimeout,
    boolean circpad) {
  private static final int MOST_STATES = 1000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public MachineRecipe {
    if (states.low() < 1 || states.high() > MOST_STATES) {
      throw new IllegalArgumentException("states are not within 1 to " + MOST_STATES);
    }
  }

  /** The generator's own values where only the number of states is given. */
  public static MachineRecipe ofStates(WholeRange states) {
    return new MachineRecipe(
        states,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Range.of(100_000),
        WholeRange.of(100),
        Range.of(0),
        false);
  }
}
