package io.veiltun.maybenot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparedDistTest {
  private static final long DAY = 86_400_000_000L;
  private static final long SEED = 11;

  private final Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(SEED);

  @ParameterizedTest
  @CsvSource({
    "5, 3, 0, 8",
    "5, -7, 0, 0",
    "5, 0, 4, 4",
    "5, 0, -4, 5",
    "5, 0, NaN, 5",
    "5, 0, Infinity, 5",
    "5, NaN, 0, 0",
    "5, NaN, 4, 0",
    "5, Infinity, 4, 0",
    "5, -Infinity, 4, 0",
    "-5, 0, 4, 0",
    "1.7e308, 1.7e308, 4, 0"
  })
  void offsetAndCapShapeASample(double value, double start, double max, double expected) {
    var dist = PreparedDist.of(new Dist(new DistType.Uniform(value, value), start, max));
    assertThat(dist.sample(random)).isEqualTo(expected);
  }

  @Test
  void aSampleThatIsNoNumberCountsAsZero() {
    var dist = PreparedDist.of(new Dist(new DistType.Normal(Double.NaN, 1), 7, 0));
    assertThat(dist.sample(random)).isZero();
    assertThat(dist.micros(random)).isZero();
    var infinite = PreparedDist.of(new Dist(new DistType.LogNormal(1e9, 1), 7, 100));
    assertThat(infinite.limit(random)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "0.49999999999999994, 0, 0, 0",
    "0.5, 1, 1, 0",
    "2.5, 3, 3, 2",
    "3.5, 4, 4, 3",
    "3.999, 4, 4, 3",
    "4503599627370497, 86400000000, 4503599627370497, 4503599627370497",
    "9007199254740993, 86400000000, 9007199254740992, 9007199254740992",
    "9223372036854775808, 86400000000, 9223372036854775808, 9223372036854775808",
    "18446744073709549568, 86400000000, 18446744073709549568, 18446744073709549568",
    "18446744073709551616, 86400000000, 18446744073709551615, 18446744073709551615",
    "1e300, 86400000000, 18446744073709551615, 18446744073709551615"
  })
  void timesAndLimitsRoundWhileOperandsTruncate(
      double value, String micros, String limit, String operand) {
    var dist = PreparedDist.of(Dist.constant(value));
    assertThat(Long.toUnsignedString(dist.micros(random))).isEqualTo(micros);
    assertThat(Long.toUnsignedString(dist.limit(random))).isEqualTo(limit);
    assertThat(Long.toUnsignedString(dist.operand(random))).isEqualTo(operand);
  }

  @Test
  void drawnValuesFollowTheSameRules() {
    var dist = PreparedDist.of(new Dist(new DistType.Uniform(0, 10), 0.25, 8));
    var twin = Xoshiro256StarStar.fromSeed(SEED);
    for (int i = 0; i < 3000; i++) {
      assertThat(dist.micros(random)).isEqualTo(Math.round(dist.sample(twin)));
      assertThat(dist.limit(random)).isEqualTo(Math.round(dist.sample(twin)));
      assertThat(dist.operand(random)).isEqualTo((long) dist.sample(twin));
    }
  }

  @Test
  void constantsDrawNothing() {
    DistType[] constants = {
      new DistType.Uniform(3, 3),
      new DistType.Binomial(7, 0),
      new DistType.Binomial(7, 1),
      new DistType.Geometric(0)
    };
    double[] values = {3, 0, 7, 0x1p64};
    for (int i = 0; i < constants.length; i++) {
      var dist = PreparedDist.of(new Dist(constants[i], 0, 0));
      assertThat(dist.constant()).isTrue();
      assertThat(dist.sample(random)).isEqualTo(values[i]);
      dist.micros(random);
      dist.limit(random);
      dist.operand(random);
    }
    assertThat(random.words()).isZero();
  }

  @Test
  void aDegenerateNormalIsDrawnAllTheSame() {
    var dist = PreparedDist.of(new Dist(new DistType.Normal(3, 0), 0, 0));
    assertThat(dist.constant()).isFalse();
    assertThat(dist.micros(random)).isEqualTo(3);
    assertThat(random.words()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1.5, 0, 0",
    "1, 2, 0, 0",
    "0.5, 30, 0, 0",
    "0.5, 1e15, 0, 0",
    "2.5, Infinity, 0, 0",
    "1000, 1.5, 0.5, 1234.5",
    "1e15, 3, -1e15, 0",
    "1e9, 0.001, 0, 0",
    "1e-9, 0.001, 0, 0",
    "4e15, 40, 0, 0",
    "1e308, 0.01, 0, 0",
    "1e308, 0.02, 0.5, 0"
  })
  void theQuickPowerNeverChangesARoundedValue(
      double scale, double shape, double start, double max) {
    DistType[] types = {
      new DistType.Pareto(scale, shape),
      new DistType.Weibull(scale, shape),
      new DistType.Gamma(scale, Math.min(shape / 100, 0.9))
    };
    for (DistType type : types) {
      var dist = PreparedDist.of(new Dist(type, start, max));
      var twin = Xoshiro256StarStar.fromSeed(SEED);
      var source = Xoshiro256StarStar.fromSeed(SEED);
      for (int i = 0; i < 20_000; i++) {
        assertThat(dist.micros(source))
            .as("%s, sample %d", type, i)
            .isEqualTo(Unsigned.rounded(Math.min(dist.sample(twin), DAY)));
        assertThat(dist.limit(source)).isEqualTo(Unsigned.rounded(dist.sample(twin)));
        assertThat(dist.operand(source)).isEqualTo(Unsigned.truncated(dist.sample(twin)));
      }
      assertThat(source.words()).isEqualTo(twin.words());
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 1.5", "1, 0.01", "7e9, 0.3", "3, 1000"})
  void theQuickPowerKeepsItsBound(double scale, double shape) {
    PowerSampler[] samplers = {
      new ParetoSampler(scale, shape),
      new WeibullSampler(scale, shape),
      new SmallShapeGammaSampler(scale, Math.min(shape / 100, 0.9))
    };
    for (PowerSampler sampler : samplers) {
      for (int i = 0; i < 50_000; i++) {
        double base = sampler.base(random);
        double factor = sampler.factor(random);
        double exact = sampler.exact(factor, base);
        if (Double.isFinite(exact)) {
          assertThat(Math.abs(sampler.quick(factor, base) - exact))
              .isLessThanOrEqualTo(exact * 0x1p-50 + factor * 0x1p-1072);
        }
      }
    }
  }

  @Test
  void unsignedNumbersBecomeTheNearestDouble() {
    assertThat(Unsigned.toDouble(-1L)).isEqualTo(0x1p64);
    assertThat(Unsigned.toDouble(Long.MIN_VALUE)).isEqualTo(0x1p63);
    assertThat(Unsigned.toDouble(Long.MIN_VALUE | 1024)).isEqualTo(0x1p63);
    assertThat(Unsigned.toDouble(Long.MIN_VALUE | 1025)).isEqualTo(0x1p63 + 2048);
    assertThat(Unsigned.toDouble(12)).isEqualTo(12.0);
  }
}
