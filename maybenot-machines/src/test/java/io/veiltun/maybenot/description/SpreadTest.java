package io.veiltun.maybenot.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.sampling.PreparedDist;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about a distribution, held against samples of it. */
class SpreadTest {
  private static final long SEED = 20_261_123;
  private static final int SAMPLES = 40_000;

  static Stream<Dist> distributions() {
    return Stream.of(
        dist(new DistType.Uniform(1000, 5000), 0, 0),
        dist(new DistType.Uniform(1000, 5000), 200, 3000),
        dist(new DistType.Normal(1000, 200), 0, 0),
        dist(new DistType.Normal(10, 2000), 0, 0),
        dist(new DistType.SkewNormal(7312, 423, 0.997), 8696, 0),
        dist(new DistType.SkewNormal(0, 1000, -40), 3000, 0),
        dist(new DistType.LogNormal(6, 0.8), 0, 0),
        dist(new DistType.LogNormal(10, 0.5), 0, 30_000),
        dist(new DistType.Binomial(100, 0.02), 0, 0),
        dist(new DistType.Binomial(100, 0.98), 0, 0),
        dist(new DistType.Binomial(100_000, 0.3), 0, 0),
        dist(new DistType.Geometric(0.05), 0, 0),
        dist(new DistType.Geometric(0.865), 0, 96),
        dist(new DistType.Pareto(100, 3), 0, 0),
        dist(new DistType.Poisson(3.5), 0, 0),
        dist(new DistType.Poisson(8783), 0, 0),
        dist(new DistType.Weibull(95, 0.58), 0, 0),
        dist(new DistType.Gamma(200, 0.3), 0, 0),
        dist(new DistType.Gamma(10, 5), 0, 0),
        dist(new DistType.Gamma(1, 50_000), 0, 0),
        dist(new DistType.Beta(0.5, 0.5), 0, 0),
        dist(new DistType.Beta(2, 9), 3, 0));
  }

  private static Dist dist(DistType type, double start, double max) {
    return new Dist(type, start, max);
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void nineInTenSamplesLieWithinAndTheMeanIsTheirs(Dist dist) {
    double[] samples = samples(dist);
    Spread spread = Spread.of(dist, Double.MAX_VALUE);
    double mean = Arrays.stream(samples).average().orElseThrow();

    String as = dist + " seed " + SEED;
    if (!(dist.type() instanceof DistType.Uniform)) {
      assertThat(below(samples, spread.low())).as(as).isLessThan(0.06);
      assertThat(above(samples, spread.high())).as(as).isLessThan(0.06);
      assertThat(above(samples, spread.low())).as(as).isLessThan(0.96);
      assertThat(below(samples, spread.high())).as(as).isLessThan(0.96);
    }
    assertThat(below(samples, spread.median())).as(as).isLessThan(0.52);
    assertThat(above(samples, spread.median())).as(as).isLessThan(0.52);
    assertThat(spread.mean()).as(as).isCloseTo(mean, within(0.03 * mean));
  }

  private static double[] samples(Dist dist) {
    PreparedDist prepared = PreparedDist.of(dist);
    Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(SEED);
    double[] samples = new double[SAMPLES];
    Arrays.setAll(samples, _ -> prepared.sample(random));
    return samples;
  }

  private static double below(double[] samples, double value) {
    return (double) Arrays.stream(samples).filter(sample -> sample < value).count() / SAMPLES;
  }

  private static double above(double[] samples, double value) {
    return (double) Arrays.stream(samples).filter(sample -> sample > value).count() / SAMPLES;
  }
}
