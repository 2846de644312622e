package io.veiltun.maybenot.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SimulatorVectorsTest {
  private static final long SEED = 1;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    Vectors.json("simulator_scenarios.json")
        .forEach(node -> cases.add(Arguments.of(node.get("name").asString(), node)));
    return cases.stream();
  }

  @Test
  void thereAreCases() {
    assertThat(cases()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theTraceIsTheOneOfTheMaybenotSimulator(String name, JsonNode node)
      throws InvalidMachineException {
    Options options =
        new Options(
            Fidelity.COMPAT,
            Mode.COMPAT,
            node.get("max_trace_length").asInt(),
            100_000,
            false,
            node.get("only_network_activity").asBoolean(),
            true);
    long unit = unit(node.get("unit").asString());
    Network network = Network.unlimited(node.get("delay").asLong() * unit);
    Simulation result =
        new Simulator(network, options)
            .run(
                trace(node.get("input").asString(), unit),
                party(node.get("client_machines")),
                party(node.get("server_machines")),
                SEED);

    String expected = node.get("output").asString();
    String actual = EventText.of(result, node.get("view").asString().equals("client"), unit);

    assertThat(actual).as(name).startsWith(expected);
    assertThat(actual.substring(expected.length())).matches("( .*)?");
  }

  private static long unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> 1_000_000_000;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Trace trace(String input, long unit) {
    Trace.Builder trace = Trace.builder();
    for (String packet : input.trim().split("\\s+", -1)) {
      String[] fields = packet.split(",", -1);
      trace.add(Long.parseLong(fields[0]) * unit, fields[1].startsWith("s"));
    }
    return trace.build();
  }

  private static Party party(JsonNode strings) throws InvalidMachineException {
    List<CompiledMachine> machines = new ArrayList<>();
    for (JsonNode string : strings) {
      machines.add(CompiledMachine.of(MachineFormat.decode(string.asString())));
    }
    return Party.of(machines);
  }
}
