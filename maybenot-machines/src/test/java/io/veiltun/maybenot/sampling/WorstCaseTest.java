package io.veiltun.maybenot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.lang.management.ManagementFactory;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameters at the edge of validity, and random sources that are none. */
class WorstCaseTest {
  private static final long DAY = 86_400_000_000L;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final int WORDS_PER_SAMPLE = 250_000;

  static Stream<DistType> extremes() {
    return Stream.of(
        new DistType.Uniform(-8e307, 8e307),
        new DistType.Normal(Double.NaN, 1),
        new DistType.Normal(1e308, -1e308),
        new DistType.SkewNormal(INFINITE, 1e308, 1e200),
        new DistType.LogNormal(709, 1),
        new DistType.LogNormal(-1e308, 1e308),
        new DistType.Binomial(1_000_000_000, 0.5),
        new DistType.Binomial(1_000_000_000, 1e-9),
        new DistType.Binomial(1_000_000_000, 1 - 1e-16),
        new DistType.Binomial(20, 0.5),
        new DistType.Binomial(19, 0.5),
        new DistType.Geometric(1e-9),
        new DistType.Geometric(0.666),
        new DistType.Geometric(1),
        new DistType.Pareto(Double.MIN_VALUE, Double.MIN_VALUE),
        new DistType.Pareto(INFINITE, INFINITE),
        new DistType.Poisson(Double.MIN_VALUE),
        new DistType.Poisson(11.999999),
        new DistType.Poisson(12),
        new DistType.Poisson(1.844e19),
        new DistType.Weibull(Double.MIN_VALUE, Double.MIN_VALUE),
        new DistType.Weibull(INFINITE, 1e-3),
        new DistType.Gamma(1e308, 1e308),
        new DistType.Gamma(INFINITE, INFINITE),
        new DistType.Gamma(1, Double.MIN_VALUE),
        new DistType.Gamma(1, Math.nextUp(1.0)),
        new DistType.Beta(Double.MIN_VALUE, Double.MIN_VALUE),
        new DistType.Beta(INFINITE, INFINITE),
        new DistType.Beta(1e-300, INFINITE),
        new DistType.Beta(1e300, 1e-300),
        new DistType.Beta(1e300, 2),
        new DistType.Beta(Math.nextUp(1.0), Math.nextUp(1.0)));
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void samplesAreUsableAndCheapWithAGoodSource(DistType type) {
    var random = Xoshiro256StarStar.fromSeed(5);
    PreparedDist dist = PreparedDist.of(new Dist(type, 0, 0));
    for (int i = 0; i < 10_000; i++) {
      assertUsable(dist, random);
    }
    assertThat(random.words()).isLessThan(3 * 10_000 * 60);
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void samplingEndsWhateverTheSourceGives(DistType type) {
    PreparedDist dist = PreparedDist.of(new Dist(type, 0, 0));
    for (Broken source : broken()) {
      assertUsable(dist, source);
      assertThat(source.words).isLessThan(3 * WORDS_PER_SAMPLE);
    }
  }

  static Stream<DistType> ordinary() {
    return Stream.of(
        new DistType.Uniform(0, 1e5),
        new DistType.Normal(1e5, 1e4),
        new DistType.SkewNormal(1e5, 1e4, -3),
        new DistType.LogNormal(10, 1),
        new DistType.Binomial(20, 0.3),
        new DistType.Binomial(2000, 0.6),
        new DistType.Geometric(0.05),
        new DistType.Geometric(0.9),
        new DistType.Pareto(1000, 1.5),
        new DistType.Poisson(7),
        new DistType.Poisson(12),
        new DistType.Poisson(1e4),
        new DistType.Weibull(1e4, 1.5),
        new DistType.Gamma(1e4, 0.4),
        new DistType.Gamma(1e4, 1),
        new DistType.Gamma(1e4, 7),
        new DistType.Beta(3, 1.2),
        new DistType.Beta(1, 0.8));
  }

  @ParameterizedTest
  @MethodSource("ordinary")
  void samplingAllocatesNothing(DistType type) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var random = Xoshiro256StarStar.fromSeed(5);
    PreparedDist dist = PreparedDist.of(new Dist(type, 0, 0));
    long sum = draw(dist, random);
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += draw(dist, random);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for 20000 draws, sum %d", sum).isLessThan(20_000);
  }

  private static long draw(PreparedDist dist, RandomSource random) {
    long sum = 0;
    for (int i = 0; i < 10_000; i++) {
      sum += dist.micros(random) + dist.operand(random);
    }
    return sum;
  }

  private static void assertUsable(PreparedDist dist, RandomSource random) {
    double sample = dist.sample(random);
    assertThat(sample >= 0.0 && sample < INFINITE).as("%s", sample).isTrue();
    long micros = dist.micros(random);
    assertThat(micros >= 0 && micros <= DAY).as("%d", micros).isTrue();
    dist.limit(random);
  }

  private static Broken[] broken() {
    return new Broken[] {
      new Broken(i -> 0),
      new Broken(i -> -1),
      new Broken(i -> -1L << 12),
      new Broken(i -> 0xff),
      new Broken(i -> i % 2 == 0 ? 0 : -1),
      new Broken(i -> i % 2 == 0 ? -1 : 0),
      new Broken(i -> i % 3 == 0 ? Long.MIN_VALUE : -256),
      new Broken(i -> i),
      new Broken(i -> i << 52),
      new Broken(i -> Long.MAX_VALUE - i)
    };
  }

  private static final class Broken implements RandomSource {
    private final LongUnaryOperator word;
    private long words;

    Broken(LongUnaryOperator word) {
      this.word = word;
    }

    @Override
    public long nextLong() {
      return word.applyAsLong(words++);
    }

    @Override
    public int nextInt() {
      return (int) (nextLong() >>> 32);
    }
  }
}
