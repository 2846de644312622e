package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import java.util.ArrayList;
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

  /**
   * An end with machines that are not compiled yet, and limits of its framework.
   *
   * @param maxPaddingFrac 0 to 1; 0 means no limit
   * @param maxBlockingFrac 0 to 1; 0 means no limit
   * @throws InvalidMachineException if a machine is not valid
   */
  public static Party of(List<Machine> machines, double maxPaddingFrac, double maxBlockingFrac)
      throws InvalidMachineException {
    List<CompiledMachine> compiled = new ArrayList<>();
    for (Machine machine : machines) {
      compiled.add(CompiledMachine.of(machine));
    }
    return new Party(compiled, new Limits(maxPaddingFrac, maxBlockingFrac), Optional.empty());
  }

  /** An end with machines, no limits of the framework, and no delays. */
  public static Party of(List<CompiledMachine> machines) {
    return new Party(machines, Limits.NONE, Optional.empty());
  }
}
