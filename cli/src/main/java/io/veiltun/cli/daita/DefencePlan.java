package io.veiltun.cli.daita;

import io.veiltun.cli.status.Role;
import io.veiltun.config.DefenceChoice;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Defence;
import io.veiltun.maybenot.catalogue.Entry;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A defence as it was drawn for one connection.
 *
 * @param title its name, or how many machines of one's own it has
 * @param client what the client's end runs
 * @param relay what the relay's end runs
 */
public record DefencePlan(String title, Side client, Side relay) {
  /**
   * What one end runs.
   *
   * @param machines empty for constant sizes only
   * @param limits what the defence brings
   */
  public record Side(List<CompiledMachine> machines, Limits limits) {
    /** Copies the list. */
    public Side {
      machines = List.copyOf(machines);
    }
  }

  /**
   * Looks a defence up, or decodes its machines, which then run at both ends.
   *
   * @param random draws the member of an ephemeral defence
   * @throws InvalidDefenceException naming the machine, or what the catalogue has
   */
  public static DefencePlan of(DefenceChoice choice, RandomSource random)
      throws InvalidDefenceException {
    return switch (choice) {
      case DefenceChoice.Named(String name) -> named(name, random);
      case DefenceChoice.Machines(List<String> strings) -> machines(strings);
    };
  }

  private static DefencePlan named(String name, RandomSource random)
      throws InvalidDefenceException {
    try {
      Defence defence = Catalogue.defence(name, random);
      return new DefencePlan(name.strip(), side(defence.client()), side(defence.relay()));
    } catch (InvalidMachineException e) {
      throw new InvalidDefenceException(
          "",
          e.getMessage() + "; the catalogue has " + catalogue() + ", or several joined by +",
          e);
    }
  }

  private static String catalogue() {
    return Catalogue.entries().stream().map(Entry::usage).collect(Collectors.joining(", "));
  }

  private static Side side(Defence.Side side) throws InvalidMachineException {
    List<CompiledMachine> machines = new ArrayList<>();
    for (Machine machine : side.machines()) {
      machines.add(CompiledMachine.of(machine));
    }
    return new Side(machines, new Limits(side.maxPaddingFrac(), side.maxBlockingFrac()));
  }

  private static DefencePlan machines(List<String> strings) throws InvalidDefenceException {
    List<CompiledMachine> machines = new ArrayList<>();
    for (String string : strings) {
      try {
        machines.add(CompiledMachine.of(MachineFormat.decode(string)));
      } catch (InvalidMachineException e) {
        throw new InvalidDefenceException(
            "/" + machines.size(), Objects.requireNonNull(e.getMessage()), e);
      }
    }
    Side both = new Side(machines, Limits.NONE);
    return new DefencePlan(machinesText(machines.size()), both, both);
  }

  /** {@code 1 machine}, {@code 2 machines}. */
  static String machinesText(int machines) {
    return machines + (machines == 1 ? " machine" : " machines");
  }

  /** What the end of this role runs. */
  public Side side(Role role) {
    return role == Role.CLIENT ? client : relay;
  }
}
