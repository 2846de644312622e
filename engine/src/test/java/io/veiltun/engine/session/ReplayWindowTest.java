package io.veiltun.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.vectors.WireGuardVectors;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ReplayWindowTest {
  static Stream<JsonNode> runs() {
    return WireGuardVectors.stream(WireGuardVectors.section("replay").path("runs"));
  }

  private final ReplayWindow window = new ReplayWindow();

  @Test
  void limitsAreTheRecordedOnes() {
    JsonNode replay = WireGuardVectors.section("replay");
    assertThat(ReplayWindow.WIDTH).isEqualTo(replay.path("window").asInt());
    assertThat(Long.toUnsignedString(Keypair.REJECT_AFTER_MESSAGES))
        .isEqualTo(replay.path("reject_after_messages").asString());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void runsEndAsRecorded(JsonNode run) {
    for (JsonNode range : run.path("accept_all_first")) {
      long first = Long.parseLong(range.path("first").asString());
      long last = Long.parseLong(range.path("last").asString());
      long step = first <= last ? 1 : -1;
      for (long counter = first; counter != last + step; counter += step) {
        assertThat(window.accept(counter)).as("counter %d", counter).isTrue();
      }
    }
    int at = 0;
    for (JsonNode step : run.path("then")) {
      String counter = step.path("counter").asString();
      assertThat(window.accept(Long.parseUnsignedLong(counter)))
          .as("step %d, counter %s", at++, counter)
          .isEqualTo(step.path("accept").asBoolean());
    }
  }

  /** A set of everything accepted and the greatest is the obvious, slow window. */
  @Test
  void randomWalkAgreesWithASet() {
    long seed = 6479;
    var random = new SplittableRandom(seed);
    Set<Long> seen = new HashSet<>();
    long greatest = -1;
    for (int i = 0; i < 200_000; i++) {
      long jump = random.nextInt(100) == 0 ? random.nextLong(20_000) : random.nextLong(40);
      long back = random.nextInt(4) == 0 ? random.nextLong(9_000) : random.nextLong(40);
      long counter = Math.max(0, greatest + jump - back);
      boolean expected = counter + ReplayWindow.WIDTH >= greatest && seen.add(counter);
      assertThat(window.accept(counter)).as("seed %d, step %d", seed, i).isEqualTo(expected);
      greatest = expected ? Math.max(greatest, counter) : greatest;
    }
  }
}
