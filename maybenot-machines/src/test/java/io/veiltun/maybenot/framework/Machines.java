package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.List;
import java.util.Optional;

/** Small machines and frameworks for tests. */
final class Machines {
  private Machines() {}

  /** Without fractions: padding and blocking know no limits but those of the states. */
  static CompiledMachine unlimited(State.Builder... states) throws InvalidMachineException {
    return withPaddingFrac(0, states);
  }

  static CompiledMachine withPaddingFrac(double maxPaddingFrac, State.Builder... states)
      throws InvalidMachineException {
    return withLimits(0, maxPaddingFrac, 0, 0, states);
  }

  static CompiledMachine withLimits(
      long allowedPackets,
      double maxPaddingFrac,
      long allowedMicros,
      double maxBlockingFrac,
      State.Builder... states)
      throws InvalidMachineException {
    List<State> built = List.of(states).stream().map(State.Builder::build).toList();
    return CompiledMachine.of(
        new Machine(allowedPackets, maxPaddingFrac, allowedMicros, maxBlockingFrac, built));
  }

  static State.Builder state() {
    return State.builder();
  }

  static Action padding(double timeoutMicros) {
    return new Action.SendPadding(false, false, Dist.constant(timeoutMicros), Optional.empty());
  }

  static Action padding(double timeoutMicros, double limit) {
    return new Action.SendPadding(
        false, false, Dist.constant(timeoutMicros), Optional.of(Dist.constant(limit)));
  }

  static Action blocking(boolean replace) {
    return new Action.BlockOutgoing(
        false, replace, Dist.constant(1), Dist.constant(10), Optional.empty());
  }

  static Framework framework(Mode mode, CompiledMachine... machines) {
    return framework(mode, Limits.NONE, machines);
  }

  static Framework framework(Mode mode, Limits limits, CompiledMachine... machines) {
    return new Framework(List.of(machines), limits, mode, Xoshiro256StarStar.fromSeed(1), 0);
  }

  /** One call at time 0 with events that belong to no machine. */
  static void call(Framework framework, TriggerEvent... events) {
    framework.begin(0);
    for (TriggerEvent event : events) {
      framework.event(event, -1);
    }
    framework.end();
  }
}
