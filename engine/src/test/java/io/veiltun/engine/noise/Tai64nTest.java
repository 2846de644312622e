package io.veiltun.engine.noise;

import static io.veiltun.engine.vectors.WireGuardVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.vectors.WireGuardVectors;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class Tai64nTest {
  static Stream<JsonNode> samples() {
    return WireGuardVectors.stream(WireGuardVectors.section("tai64n"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void timestampsAreWhitenedAsRecorded(JsonNode sample) {
    long seconds = sample.path("unix_seconds").asLong();
    int nanos = sample.path("nanoseconds").asInt();
    assertThat(Tai64n.of(seconds, nanos)).isEqualTo(hex(sample, "tai64n"));
    assertThat(new TimestampSource().next(Instant.ofEpochSecond(seconds, nanos)))
        .isEqualTo(hex(sample, "tai64n"));
  }

  @Test
  void timestampsRiseWhateverTheClockDoes() {
    long seed = 20;
    var random = new SplittableRandom(seed);
    var source = new TimestampSource();
    byte[] last = source.next(Instant.ofEpochSecond(1_700_000_000));
    for (int i = 0; i < 1000; i++) {
      Instant wall =
          Instant.ofEpochSecond(
              1_700_000_000L + random.nextInt(-9, 9), random.nextInt(1_000_000_000));
      byte[] next = source.next(wall);
      assertThat(Arrays.compareUnsigned(next, last)).as("seed %d, step %d", seed, i).isPositive();
      last = next;
    }
  }

  @Test
  void clockThatMovedOnIsFollowed() {
    var source = new TimestampSource();
    source.next(Instant.ofEpochSecond(1_700_000_000));
    assertThat(source.next(Instant.ofEpochSecond(1_700_000_005)))
        .isEqualTo(Tai64n.of(1_700_000_005, 0));
  }
}
