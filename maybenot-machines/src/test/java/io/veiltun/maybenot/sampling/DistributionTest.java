package io.veiltun.maybenot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.DistType;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples fit the distribution functions, on both sides of every switch between algorithms. */
class DistributionTest {
  private static final double REJECT = 1e-4;
  private static final long SEED = 20_250_904;

  static Stream<Arguments> continuous() {
    return Stream.of(
        continuous(new DistType.Uniform(-3, 17), x -> (x + 3) / 20),
        continuous(new DistType.Normal(5, 2), x -> SpecialFunctions.normal((x - 5) / 2)),
        continuous(new DistType.Normal(5, -2), x -> SpecialFunctions.normal((x - 5) / 2)),
        continuous(
            new DistType.LogNormal(3, 0.7), x -> SpecialFunctions.normal((Math.log(x) - 3) / 0.7)),
        skewNormal(0),
        skewNormal(1),
        skewNormal(-1),
        skewNormal(-3),
        continuous(new DistType.Pareto(2, 0.5), x -> 1 - Math.pow(2 / x, 0.5)),
        continuous(new DistType.Pareto(1000, 7), x -> 1 - Math.pow(1000 / x, 7)),
        continuous(new DistType.Weibull(2, 0.5), x -> -Math.expm1(-Math.pow(x / 2, 0.5))),
        continuous(new DistType.Weibull(300, 4), x -> -Math.expm1(-Math.pow(x / 300, 4))),
        gamma(0.3),
        gamma(0.99),
        gamma(1),
        gamma(1.01),
        gamma(50),
        beta(0.9, 0.9),
        beta(0.9, 4),
        beta(4, 0.9),
        beta(1, 1),
        beta(1.1, 1.1),
        beta(1.1, 30),
        beta(30, 1.1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("continuous")
  void realSamplesFitTheirDistributionFunction(DistType type, DoubleUnaryOperator cdf) {
    assertThat(Goodness.kolmogorov(Goodness.samples(type, SEED), cdf))
        .as("p-value, seed %d", SEED)
        .isGreaterThan(REJECT);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0.4",
    "33, 0.3",
    "33, 0.31",
    "24, 0.4",
    "26, 0.4",
    "24, 0.6",
    "26, 0.6",
    "2000, 0.99",
    "2000, 0.994",
    "2000, 0.996",
    "1000000, 0.25",
    "1000000000, 0.00000001"
  })
  void binomialSamplesFitTheirProbabilities(long n, double p) {
    double mean = n * p;
    long reach = (long) (8 * Math.sqrt(mean * (1 - p))) + 20;
    assertCounts(
        new DistType.Binomial(n, p),
        Math.max(0, (long) mean - reach),
        Math.min(n, (long) mean + reach),
        k ->
            Math.exp(
                SpecialFunctions.logGamma(n + 1.0)
                    - SpecialFunctions.logGamma(k + 1)
                    - SpecialFunctions.logGamma(n - k + 1)
                    + k * Math.log(p)
                    + (n - k) * Math.log1p(-p)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 11.9, 12.0, 12.1, 14.0, 100.5, 1e6})
  void poissonSamplesFitTheirProbabilities(double lambda) {
    long reach = (long) (8 * Math.sqrt(lambda)) + 20;
    assertCounts(
        new DistType.Poisson(lambda),
        Math.max(0, (long) lambda - reach),
        (long) lambda + reach,
        k -> Math.exp(k * Math.log(lambda) - lambda - SpecialFunctions.logGamma(k + 1)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 0.5, 0.66, 0.67, 0.95})
  void geometricSamplesFitTheirProbabilities(double p) {
    assertCounts(
        new DistType.Geometric(p), 0, (long) (40 / p), k -> p * Math.exp(k * Math.log1p(-p)));
  }

  @Test
  void aRareSuccessIsWaitedForExponentially() {
    double[] samples = Goodness.samples(new DistType.Geometric(1e-9), SEED);
    assertThat(Goodness.kolmogorov(samples, k -> -Math.expm1((k + 1) * Math.log1p(-1e-9))))
        .isGreaterThan(REJECT);
  }

  @Test
  void theTestsSeeASlightlyWrongDistribution() {
    double[] normal = Goodness.samples(new DistType.Normal(0.02, 1), SEED);
    assertThat(Goodness.kolmogorov(normal, SpecialFunctions::normal)).isLessThan(REJECT);
    double[] counts = Goodness.samples(new DistType.Geometric(0.51), SEED);
    double p = Goodness.chiSquare(counts, 0, 80, k -> Math.pow(0.5, k + 1));
    assertThat(p).isLessThan(REJECT);
  }

  private static void assertCounts(DistType type, long low, long high, DoubleUnaryOperator mass) {
    assertThat(Goodness.chiSquare(Goodness.samples(type, SEED), low, high, mass))
        .as("p-value of %s, seed %d", type, SEED)
        .isGreaterThan(REJECT);
  }

  private static Arguments skewNormal(double shape) {
    return continuous(
        new DistType.SkewNormal(10, 4, shape),
        x -> SpecialFunctions.skewNormal((x - 10) / 4, shape));
  }

  private static Arguments gamma(double shape) {
    return continuous(new DistType.Gamma(7, shape), x -> SpecialFunctions.gammaP(shape, x / 7));
  }

  private static Arguments beta(double alpha, double beta) {
    return continuous(new DistType.Beta(alpha, beta), x -> SpecialFunctions.betaI(alpha, beta, x));
  }

  private static Arguments continuous(DistType type, DoubleUnaryOperator cdf) {
    return Arguments.of(type, cdf);
  }
}
