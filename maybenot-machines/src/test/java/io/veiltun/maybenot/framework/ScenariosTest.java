package io.veiltun.maybenot.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Behaviour that does not depend on random words, asserted by Maybenot's own tests or derived. */
class ScenariosTest {
  private static final long START_NANOS = 1_000_000_007L;

  @TestFactory
  Stream<DynamicTest> scenarioGivesTheExpectedActionsAndState() {
    return Vectors.json("scenarios.json")
        .valueStream()
        .map(scenario -> dynamicTest(scenario.required("name").asString(), () -> replay(scenario)));
  }

  @Test
  void thereAreScenarios() {
    assertThat(Vectors.json("scenarios.json").size()).isPositive();
  }

  private static void replay(JsonNode scenario) throws InvalidMachineException {
    long now = START_NANOS;
    Framework framework =
        new Framework(
            Calls.machines(scenario.required("machine_strings")),
            Calls.limits(scenario),
            Mode.COMPAT,
            Xoshiro256StarStar.fromSeed(1),
            now);
    int number = 0;
    for (JsonNode step : scenario.required("steps")) {
      number++;
      for (int i = 0; i < step.path("repeat").asInt(1); i++) {
        now += step.required("advance_us").asLong() * 1000;
        Calls.call(framework, step.required("events"), now);
        check(framework, step, "step " + number + ", repetition " + i);
      }
    }
  }

  private static void check(Framework framework, JsonNode step, String place) {
    JsonNode expected = step.get("expect");
    if (expected != null) {
      assertThat(Calls.actions(framework)).as(place).isEqualTo(Calls.expected(expected));
    }
    JsonNode runtimes = step.get("runtime");
    for (int i = 0; runtimes != null && i < runtimes.size(); i++) {
      for (Map.Entry<String, JsonNode> value : runtimes.get(i).properties()) {
        assertThat(runtime(framework, i).apply(value.getKey()))
            .as("%s, machine %d, %s", place, i, value.getKey())
            .isEqualTo(value.getValue().asString());
      }
    }
    JsonNode totals = step.get("framework");
    if (totals != null) {
      for (Map.Entry<String, JsonNode> value : totals.properties()) {
        assertThat(total(framework, value.getKey()))
            .as("%s, framework, %s", place, value.getKey())
            .isEqualTo(value.getValue().asLong());
      }
    }
  }

  private static Function<String, String> runtime(Framework framework, int machine) {
    return name ->
        switch (name) {
          case "state" -> state(framework.state(machine));
          case "limit" -> Long.toUnsignedString(framework.stateLimit(machine));
          case "a" -> Long.toUnsignedString(framework.counterA(machine));
          case "b" -> Long.toUnsignedString(framework.counterB(machine));
          case "padding_sent" -> Long.toString(framework.paddingSent(machine));
          case "normal_sent" -> Long.toString(framework.normalSent(machine));
          case "blocked_us" -> Long.toString(framework.blockedNanos(machine) / 1000);
          default -> throw new IllegalArgumentException("unknown value " + name);
        };
  }

  private static String state(int state) {
    return state == Framework.ENDED ? "END" : Integer.toString(state);
  }

  private static long total(Framework framework, String name) {
    return switch (name) {
      case "padding_sent" -> framework.totalPaddingSent();
      case "normal_sent" -> framework.totalNormalSent();
      case "blocked_us" -> framework.totalBlockedNanos() / 1000;
      default -> throw new IllegalArgumentException("unknown value " + name);
    };
  }
}
