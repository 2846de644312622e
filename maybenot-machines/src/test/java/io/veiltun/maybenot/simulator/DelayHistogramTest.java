package io.veiltun.maybenot.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.veiltun.maybenot.random.Xoshiro256StarStar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayHistogramTest {
  @Test
  void theExampleReadsAsItIsDefined() {
    String json =
        "{\"(2.0, 3.0)\":0.05, \"(0.0, 0.0)\":0.45,\"(0.0, 1.0)\":0.40,\"(1.0, 2.0)\":0.10}";

    assertThat(DelayHistogram.parse(json)).isEqualTo(DelayHistogram.EXAMPLE);
  }

  @Test
  void delaysFallIntoTheBinsByTheirProbabilities() {
    Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(7);
    int none = 0;
    int late = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      long delay = DelayHistogram.EXAMPLE.sampleNanos(random);
      assertThat(delay % 1000).isZero();
      assertThat(delay).isBetween(0L, 3_000_000L);
      none += delay == 0 ? 1 : 0;
      late += delay >= 1_000_000 ? 1 : 0;
    }

    assertThat((double) none / draws).as("seed 7").isCloseTo(0.45, within(0.02));
    assertThat((double) late / draws).as("seed 7").isCloseTo(0.15, within(0.02));
  }

  @Test
  void probabilitiesThatDoNotAddUpToOneFallIntoTheLastBin() {
    DelayHistogram histogram = DelayHistogram.parse("{\"(1, 1)\": 0.0, \"(2, 2)\": 0.0}");

    assertThat(histogram.sampleNanos(Xoshiro256StarStar.fromSeed(1))).isEqualTo(2_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"(1)\": 1}",
        "{\"(2, 1)\": 1}",
        "{\"(0, 1)\": 2}",
        "{\"(0, 1)\": -}",
        "{\"(0, 1e99)\": 1}"
      })
  void whatIsNoHistogramIsRefused(String text) {
    assertThatThrownBy(() -> DelayHistogram.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
