package io.veiltun.maybenot.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Seeded runs of real machines: each action, each draw and all state as in Maybenot 2.2.2. */
class GoldenTracesTest {
  @TestFactory
  Stream<DynamicTest> traceGivesTheSameActionsDrawsAndState() {
    List<JsonNode> traces = Calls.goldenTraces();
    return IntStream.range(0, traces.size())
        .mapToObj(i -> dynamicTest("trace " + (i + 1), () -> replay(traces.get(i))));
  }

  @Test
  void thereAreTraces() {
    assertThat(Calls.goldenTraces()).isNotEmpty();
  }

  private static void replay(JsonNode trace) throws InvalidMachineException {
    Xoshiro256StarStar random =
        Xoshiro256StarStar.fromSeed(
            Long.parseUnsignedLong(trace.required("xoshiro256ss_seed_from_u64").asString()));
    Framework framework =
        new Framework(
            Calls.machines(trace.required("machines")),
            Calls.limits(trace),
            Mode.COMPAT,
            random,
            0);
    int number = 0;
    for (JsonNode step : trace.required("steps")) {
      String place = "step " + ++number + " " + step.required("events");
      long before = random.words();
      Calls.call(framework, step.required("events"), step.required("t").asLong());
      assertThat(Calls.actions(framework))
          .as(place)
          .isEqualTo(Calls.expected(step.required("actions")));
      assertThat(random.words() - before)
          .as("words drawn in %s", place)
          .isEqualTo(step.required("draws").asLong());
      assertThat(state(framework)).as(place).isEqualTo(expectedState(step.required("rt")));
    }
  }

  private static List<List<String>> state(Framework framework) {
    List<List<String>> machines = new ArrayList<>();
    for (int i = 0; i < framework.machines(); i++) {
      int state = framework.state(i);
      machines.add(
          List.of(
              state == Framework.ENDED ? "END" : Integer.toString(state),
              Long.toUnsignedString(framework.stateLimit(i)),
              Long.toUnsignedString(framework.counterA(i)),
              Long.toUnsignedString(framework.counterB(i))));
    }
    return machines;
  }

  private static List<List<String>> expectedState(JsonNode machines) {
    return machines
        .valueStream()
        .map(machine -> machine.valueStream().map(JsonNode::asString).toList())
        .toList();
  }
}
