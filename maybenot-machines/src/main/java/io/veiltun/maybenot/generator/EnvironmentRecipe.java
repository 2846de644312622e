package io.veiltun.maybenot.generator;

import java.util.Optional;

/**
 * In which surroundings candidates are tried.
 *
 * @param traces how many of those given, at least 1
 * @param steps events simulated of each trace, at least 1
 * @param roundTripMillis of the network, to the relay and back
 * @param packetsPerSecond of the network, at least 1; absent means that each trace tells
 * @param impliedLimits whether the constraints also limit the frameworks
 */
public record EnvironmentRecipe(
    WholeRange traces,
    WholeRange steps,
    WholeRange roundTripMillis,
    Optional<WholeRange> packetsPerSecond,
    boolean impliedLimits) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public EnvironmentRecipe {
    if (traces.low() < 1) {
      throw new IllegalArgumentException("at least one trace is needed");
    }
    if (steps.low() < 1) {
      throw new IllegalArgumentException("at least one step is needed");
    }
    if (packetsPerSecond.isPresent() && packetsPerSecond.get().low() < 1) {
      throw new IllegalArgumentException("at least one packet per second is needed");
    }
  }
}
