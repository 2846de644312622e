package io.veiltun.maybenot.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ListensTest {
  private int skippable;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anEventNobodyListensToChangesNothing(Mode mode) throws InvalidMachineException {
    for (JsonNode trace : Calls.goldenTraces()) {
      GoldenReplay replay = new GoldenReplay(trace);
      Xoshiro256StarStar random = replay.random();
      Framework framework = replay.start(mode, random);
      replay.run(framework, time -> skip(framework, random, time));
    }
    assertThat(skippable).isPositive();
  }

  private void skip(Framework framework, Xoshiro256StarStar random, long time) {
    for (TriggerEvent event : TriggerEvent.values()) {
      if (!framework.listens(event)) {
        List<Long> before = state(framework, random);
        for (int machine = 0; machine < framework.machines(); machine++) {
          framework.trigger(event, machine, time);
          assertThat(framework.actions()).as("actions of %s", event).isZero();
        }
        assertThat(state(framework, random)).as("state after %s", event).isEqualTo(before);
        skippable++;
      }
    }
  }

  private static List<Long> state(Framework framework, Xoshiro256StarStar random) {
    List<Long> state = new ArrayList<>();
    state.add(random.words());
    state.add(framework.transitions());
    state.add(framework.totalNormalSent());
    state.add(framework.totalPaddingSent());
    state.add(framework.totalBlockedNanos());
    for (int i = 0; i < framework.machines(); i++) {
      state.add((long) framework.state(i));
      state.add(framework.stateLimit(i));
      state.add(framework.counterA(i));
      state.add(framework.counterB(i));
      state.add(framework.scheduled(i));
    }
    return state;
  }
}
