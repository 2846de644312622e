package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import java.util.List;
import java.util.Optional;

/**
 * What one end runs.
 *
 * @param machines may be empty
 * @param limits of its framework
 * @param delays of its integration; absent means that it is immediate
 */
public record Party(
    List<CompiledMachine> machines, Limits limits, Optional<IntegrationDelays> delays) {
  /** An end without machines. */
  public static final Party PLAIN = of(List.of());

  public Party {
    machines = List.copyOf(machines);
  }

  /** An end with machines, no limits of the framework, and no delays. */
  public static Party of(List<CompiledMachine> machines) {
    return new Party(machines, new Limits(0, 0), Optional.empty());
  }
}
