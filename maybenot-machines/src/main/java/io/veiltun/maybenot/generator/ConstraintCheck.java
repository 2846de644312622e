package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.simulator.Party;
import io.veiltun.maybenot.simulator.Simulation;
import io.veiltun.maybenot.simulator.Tally;
import java.util.List;
import java.util.Optional;

/** Tries machines in an environment and tells whether they keep within constraints. */
final class ConstraintCheck {
  private static final double TINY_LOAD = 0.001;
  private static final int LEAST_PADDING = 5;
  private static final double LEAST_PACKETS = 0.20;

  private final Constraints constraints;
  private final Environment environment;
  private final boolean limited;
  private long clientNormal;
  private long clientPadding;
  private long serverNormal;
  private long serverPadding;
  private double defended;
  private double base;

  private ConstraintCheck(Constraints constraints, Environment environment, boolean limited) {
    this.constraints = constraints;
    this.environment = environment;
    this.limited = limited;
  }

  /**
   * Simulates all traces of the environment, trace i with {@code seed + i}.
   *
   * @param limited whether the constraints also limit the frameworks
   */
  static boolean passes(
      Constraints constraints,
      Environment environment,
      boolean limited,
      List<Machine> client,
      List<Machine> server,
      long seed)
      throws InvalidMachineException {
    return new ConstraintCheck(constraints, environment, limited).passes(client, server, seed);
  }

  private boolean passes(List<Machine> client, List<Machine> server, long seed)
      throws InvalidMachineException {
    Party clientParty = party(client, constraints.clientPaddingLimit());
    Party serverParty = party(server, constraints.serverPaddingLimit());
    for (int i = 0; i < environment.size(); i++) {
      Simulation simulation = environment.simulate(i, clientParty, serverParty, seed + i);
      if (!takes(simulation, environment.baseline(i))) {
        return false;
      }
    }
    return within(constraints.clientLoad(), (double) clientPadding, (double) clientNormal)
        && within(constraints.serverLoad(), (double) serverPadding, (double) serverNormal)
        && within(constraints.delay(), defended - base, base);
  }

  private Party party(List<Machine> machines, double padding) throws InvalidMachineException {
    return Party.of(machines, limited ? padding : 0, limited ? constraints.blockingLimit() : 0);
  }

  /** Adds a trace; false if it alone rules the machines out. */
  private boolean takes(Simulation simulation, long[] baseline) {
    int events = constraints.includeTail() ? simulation.size() : simulation.sizeToLastNormal();
    Tally client = Tally.of(simulation, true, events);
    Tally server = Tally.of(simulation, false, events);
    if (!isPlausible(constraints.clientLoad(), client, constraints.clientMinNormal())
        || !isPlausible(constraints.serverLoad(), server, constraints.serverMinNormal())) {
      return false;
    }
    clientNormal += client.normalSent();
    clientPadding += client.paddingSent();
    serverNormal += server.normalSent();
    serverPadding += server.paddingSent();
    return constraints.delay().isEmpty() || addDelay(simulation, events, baseline);
  }

  private static boolean isPlausible(Optional<Range> load, Tally tally, int leastNormal) {
    if (load.isEmpty()) {
      return true;
    }
    int packets = tally.normalSent() + tally.paddingSent();
    return tally.normalSent() >= leastNormal
        && !(load.get().contains(TINY_LOAD) && tally.paddingSent() < LEAST_PADDING)
        && (double) packets / tally.events() >= LEAST_PACKETS;
  }

  private boolean addDelay(Simulation simulation, int events, long[] baseline) {
    int count = 0;
    long last = 0;
    for (int i = 0; i < events; i++) {
      if (simulation.client(i) && simulation.tunnelSent(i) && !simulation.padding(i)) {
        count++;
        last = simulation.timeNanos(i) - simulation.timeNanos(0);
      }
    }
    if (count == 0 || count > baseline.length || last < baseline[count - 1]) {
      return false;
    }
    defended += last;
    base += baseline[count - 1];
    return true;
  }

  private static boolean within(Optional<Range> range, double extra, double of) {
    return range.isEmpty() || range.get().contains((extra + of) / of - 1);
  }
}
