package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.List;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/** A golden trace without its expectations, ready to be run many times. */
final class GoldenReplay {
  private final List<CompiledMachine> machines;
  private final Limits limits;
  private final long seed;
  private final long[] times;
  private final TriggerEvent[][] events;
  private final int[][] owners;

  GoldenReplay(JsonNode trace) throws InvalidMachineException {
    machines = Calls.machines(trace.required("machines"));
    limits = Calls.limits(trace);
    seed = Long.parseUnsignedLong(trace.required("xoshiro256ss_seed_from_u64").asString());
    List<JsonNode> steps = trace.required("steps").valueStream().toList();
    times = steps.stream().mapToLong(step -> step.required("t").asLong()).toArray();
    events =
        steps.stream()
            .map(step -> events(step).stream().map(Calls::event).toArray(TriggerEvent[]::new))
            .toArray(TriggerEvent[][]::new);
    owners =
        steps.stream()
            .map(step -> events(step).stream().mapToInt(Calls::machine).toArray())
            .toArray(int[][]::new);
  }

  private static List<JsonNode> events(JsonNode step) {
    return step.required("events").valueStream().toList();
  }

  int events() {
    int count = 0;
    for (TriggerEvent[] step : events) {
      count += step.length;
    }
    return count;
  }

  Xoshiro256StarStar random() {
    return Xoshiro256StarStar.fromSeed(seed);
  }

  Framework start(Mode mode, Xoshiro256StarStar random) {
    return new Framework(machines, limits, mode, random, 0);
  }

  void run(Framework framework) {
    run(framework, time -> {});
  }

  /** Calls {@code afterStep} with the time of each step. */
  void run(Framework framework, LongConsumer afterStep) {
    for (int i = 0; i < times.length; i++) {
      framework.begin(times[i]);
      for (int k = 0; k < events[i].length; k++) {
        framework.event(events[i][k], owners[i][k]);
      }
      framework.end();
      afterStep.accept(times[i]);
    }
  }
}
