package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.simulator.Network;
import io.veiltun.maybenot.simulator.Options;
import io.veiltun.maybenot.simulator.Party;
import io.veiltun.maybenot.simulator.Simulation;
import io.veiltun.maybenot.simulator.Simulator;
import io.veiltun.maybenot.simulator.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Drawn surroundings: a network, some traces, and when their packets leave without a defence. */
final class Environment {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<Trace> traces;
  private final List<long[]> baselines;
  private final Simulator simulator;

  private Environment(List<Trace> traces, Simulator simulator, long seed) {
    this.traces = traces;
    this.simulator = simulator;
    List<long[]> sent = new ArrayList<>();
    for (Trace trace : traces) {
      sent.add(normalSent(simulator.run(trace, Party.PLAIN, Party.PLAIN, seed)));
    }
    this.baselines = sent;
  }

  static Environment draw(EnvironmentRecipe recipe, List<Trace> available, RandomSource random) {
    int roundTrip = draw(random, recipe.roundTripMillis());
    long rate =
        recipe.packetsPerSecond().isPresent()
            ? draw(random, recipe.packetsPerSecond().get())
            : Network.RATE_OF_TRACE;
    int count = draw(random, recipe.traces());
    List<Trace> chosen = available;
    if (count < available.size()) {
      chosen = new ArrayList<>();
      for (int index : Draws.choose(random, available.size(), count)) {
        chosen.add(available.get(index));
      }
    }
    int steps = draw(random, recipe.steps());
    long baselineSeed = random.nextLong();
    random.nextLong();
    Simulator simulator =
        new Simulator(
            new Network(roundTrip / 2 * NANOS_PER_MILLI, rate),
            Options.COMPAT.withLimits(steps, steps));
    return new Environment(chosen, simulator, baselineSeed);
  }

  private static int draw(RandomSource random, WholeRange range) {
    return Draws.between(random, range.low(), range.high());
  }

  int size() {
    return traces.size();
  }

  Simulation simulate(int trace, Party client, Party server, long seed) {
    return simulator.run(traces.get(trace), client, server, seed);
  }

  /** When the client's data packets leave undefended, in nanoseconds from the first event. */
  long[] baseline(int trace) {
    return baselines.get(trace);
  }

  private static long[] normalSent(Simulation simulation) {
    long[] times = new long[simulation.size()];
    int size = 0;
    for (int i = 0; i < simulation.size(); i++) {
      if (simulation.client(i) && simulation.tunnelSent(i)) {
        times[size++] = simulation.timeNanos(i) - simulation.timeNanos(0);
      }
    }
    return Arrays.copyOf(times, size);
  }
}
