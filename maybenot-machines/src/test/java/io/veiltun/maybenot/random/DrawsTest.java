package io.veiltun.maybenot.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DrawsTest {
  @Test
  void realsAreTheVectorsBits() {
    assertReals("U01", Draws::unit);
    assertReals("UC01", Draws::openClosed);
    assertReals("UO01", Draws::open);
    for (String name : RngVectors.draws("range_f64_")) {
      String[] words = name.split("_", -1);
      double low = Double.parseDouble(words[2]);
      double high = Double.parseDouble(words[3]);
      assertReals(name, random -> Draws.range(random, low, high));
    }
  }

  @Test
  void transitionDrawsAreTheVectorsBits() {
    Xoshiro256StarStar random = RngVectors.drawing();
    JsonNode expected = RngVectors.DRAWS.path("transition_f32_bits");
    assertThat(expected.size()).isPositive();
    for (JsonNode bits : expected) {
      assertThat(Float.floatToIntBits(Draws.transition(random)))
          .isEqualTo(Integer.parseUnsignedInt(bits.asString(), 16));
    }
  }

  @Test
  void integerRangesAreTheVectors() {
    for (String name : RngVectors.draws("incl")) {
      String[] words = name.split("_", -1);
      long low = Long.parseLong(words[1]);
      long high = Long.parseLong(words[2]);
      assertReals(
          name,
          words[0].equals("incl32")
              ? random -> Draws.between(random, (int) low, (int) high)
              : random -> Draws.betweenLong(random, low, high));
    }
  }

  @Test
  void coinsAreTheVectors() {
    Xoshiro256StarStar random = RngVectors.drawing();
    for (JsonNode coin : RngVectors.DRAWS.path("coin_half")) {
      assertThat(Draws.chance(random, 0.5)).isEqualTo(coin.booleanValue());
    }
  }

  @Test
  void publishedConversionsOfPcg32Agree() {
    assertPublished(Draws::unit, 0.7346051961657583, 0.20298547462974248, 0.8166436635290655);
    assertPublished(Draws::openClosed, 0.7346051961657584, 0.2029854746297426, 0.8166436635290656);
    assertPublished(Draws::open, 0.7346051961657584, 0.20298547462974248, 0.8166436635290656);
    Pcg32 random = new Pcg32(897, Pcg32.STREAM);
    double[] range = {-4673848682.871551, 6388267422.932352, 4857075081.198343};
    for (double value : range) {
      assertThat(Draws.range(random, -1e10, 1e10)).isEqualTo(value);
    }
  }

  @Test
  void extremeWordsStayInsideTheIntervals() {
    assertThat(Draws.unit(constant(-1))).isLessThan(1.0);
    assertThat(Draws.unit(constant(0))).isZero();
    assertThat(Draws.openClosed(constant(-1))).isEqualTo(1.0);
    assertThat(Draws.openClosed(constant(0))).isPositive();
    assertThat(Draws.open(constant(-1))).isLessThan(1.0);
    assertThat(Draws.open(constant(0))).isPositive();
    assertThat(Draws.transition(constant(-1))).isLessThan(1.0f);
    assertThat(Draws.transition(constant(0))).isZero();
  }

  @Test
  void certainAndImpossibleChances() {
    Xoshiro256StarStar random = RngVectors.seeded();
    assertThat(Draws.chance(random, 1.0)).isTrue();
    assertThat(random.words()).isZero();
    assertThat(Draws.chance(random, 0.0)).isFalse();
    assertThat(random.words()).isOne();
    assertThat(Draws.chance(constant(Long.MAX_VALUE), 0.5)).isTrue();
    assertThat(Draws.chance(constant(Long.MIN_VALUE), 0.5)).isFalse();
    assertThat(Draws.chance(constant(0xbfffffffffffffffL), 0.75)).isTrue();
    assertThat(Draws.chance(constant(0xc000000000000000L), 0.75)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aChanceThatIsNoProbabilityIsRefused(double p) {
    assertThatThrownBy(() -> Draws.chance(RngVectors.seeded(), p))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(p));
  }

  @Test
  void rangesReachBothEndsAndNothingElse() {
    Xoshiro256StarStar random = RngVectors.seeded();
    int[] seen = new int[7];
    for (int i = 0; i < 7000; i++) {
      seen[Draws.between(random, -3, 3) + 3]++;
      seen[(int) Draws.betweenLong(random, -3, 3) + 3]++;
      seen[Draws.index(random, 7)]++;
    }
    assertThat(IntStream.of(seen)).allMatch(count -> count > 2700 && count < 3300);
  }

  @Test
  void fullRangesAreTheWordsThemselves() {
    assertThat(Draws.between(constant(-5L << 32), Integer.MIN_VALUE, Integer.MAX_VALUE))
        .isEqualTo(Integer.MIN_VALUE - 5);
    assertThat(Draws.betweenLong(constant(77), Long.MIN_VALUE, Long.MAX_VALUE))
        .isEqualTo(Long.MIN_VALUE + 77);
  }

  @Test
  void aBiasedLowHalfCostsASecondWord() {
    // 3 * 0x5555_5555 has the low half 0xffff_ffff: the second word decides about the carry.
    assertThat(Draws.between(words(0x55555555L << 32, 0), 0, 2)).isZero();
    assertThat(Draws.between(words(0x55555555L << 32, -1), 0, 2)).isOne();
    assertThat(Draws.betweenLong(words(0x5555555555555555L, 0), 0, 2)).isZero();
    assertThat(Draws.betweenLong(words(0x5555555555555555L, -1), 0, 2)).isOne();
  }

  @Test
  void emptyRangesAreRefused() {
    assertThatThrownBy(() -> Draws.between(RngVectors.seeded(), 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 to 1");
    assertThatThrownBy(() -> Draws.betweenLong(RngVectors.seeded(), 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Draws.index(RngVectors.seeded(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wholeBoundsOfARangeAreDrawnInDoublePrecision() {
    assertThat(Draws.range(RngVectors.seeded(), 0, 3))
        .isEqualTo(Draws.range(RngVectors.seeded(), 0.0, 3.0));
  }

  @Test
  void singlePrecisionRangesRoundEachStep() {
    float unit = Draws.transition(RngVectors.seeded());
    float expected = unit * (1.0f - 0.1f) + 0.1f;
    assertThat(Draws.rangeSingle(RngVectors.seeded(), 0.1f, 1.0f)).isEqualTo(expected);
  }

  private static void assertReals(String name, ToDoubleFunction<RandomSource> draw) {
    Xoshiro256StarStar random = RngVectors.drawing();
    JsonNode expected = RngVectors.DRAWS.path(name);
    assertThat(expected.size()).as(name).isPositive();
    for (JsonNode value : expected) {
      assertThat(draw.applyAsDouble(random)).as(name).isEqualTo(value.doubleValue());
    }
  }

  private static void assertPublished(ToDoubleFunction<RandomSource> draw, double... expected) {
    Pcg32 random = new Pcg32(0x6f44f5646c2a7334L, Pcg32.STREAM);
    for (double value : expected) {
      assertThat(draw.applyAsDouble(random)).isEqualTo(value);
    }
  }

  private static RandomSource constant(long word) {
    return words(word);
  }

  /** Gives the words in turn, then the last one for ever. */
  private static RandomSource words(long... words) {
    return new RandomSource() {
      private int next;

      @Override
      public long nextLong() {
        return words[Math.min(next++, words.length - 1)];
      }

      @Override
      public int nextInt() {
        return (int) (nextLong() >>> 32);
      }
    };
  }
}
