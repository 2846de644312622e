package io.veiltun.bench.micro;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Framework;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Machines and the events of one run of them. */
final class MachineTrace {
  /** From the root of the source tree; the system property names another set of vectors. */
  private static final Path DIRECTORY =
      Path.of(
          System.getProperty("maybenot.vectors", "maybenot-machines/src/test/resources/maybenot"));

  private final List<CompiledMachine> machines = new ArrayList<>();
  private final Limits limits;
  private final long seed;
  private final long[] times;
  private final TriggerEvent[][] events;
  private final int[][] owners;
  private final int count;

  private MachineTrace(JsonNode trace) throws InvalidMachineException {
    for (JsonNode machine : trace.required("machines")) {
      machines.add(CompiledMachine.of(MachineFormat.decode(machine.asString())));
    }
    limits =
        new Limits(
            trace.required("max_padding_frac").asDouble(),
            trace.required("max_blocking_frac").asDouble());
    seed = Long.parseUnsignedLong(trace.required("xoshiro256ss_seed_from_u64").asString());
    List<JsonNode> steps = trace.required("steps").valueStream().toList();
    times = steps.stream().mapToLong(step -> step.required("t").asLong()).toArray();
    events =
        steps.stream()
            .map(
                step -> events(step).stream().map(MachineTrace::event).toArray(TriggerEvent[]::new))
            .toArray(TriggerEvent[][]::new);
    owners =
        steps.stream()
            .map(step -> events(step).stream().mapToInt(MachineTrace::owner).toArray())
            .toArray(int[][]::new);
    count = steps.stream().mapToInt(step -> events(step).size()).sum();
  }

  static List<MachineTrace> readAll() throws IOException, InvalidMachineException {
    JsonMapper mapper = JsonMapper.builder().build();
    List<MachineTrace> traces = new ArrayList<>();
    for (String line : Files.readAllLines(DIRECTORY.resolve("golden_traces.jsonl"))) {
      traces.add(new MachineTrace(mapper.readTree(line)));
    }
    return traces;
  }

  private static List<JsonNode> events(JsonNode step) {
    return step.required("events").valueStream().toList();
  }

  private static TriggerEvent event(JsonNode node) {
    String name = node.isArray() ? node.get(0).asString() : node.asString();
    return TriggerEvent.valueOf(name.replaceAll("(?<=.)([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }

  private static int owner(JsonNode node) {
    return node.isArray() ? node.get(1).asInt() : -1;
  }

  int events() {
    return count;
  }

  Framework start(Mode mode) {
    return new Framework(machines, limits, mode, Xoshiro256StarStar.fromSeed(seed), 0);
  }

  void run(Framework framework) {
    for (int i = 0; i < times.length; i++) {
      framework.begin(times[i]);
      for (int k = 0; k < events[i].length; k++) {
        framework.event(events[i][k], owners[i][k]);
      }
      framework.end();
    }
  }
}
