package io.veiltun.maybenot.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DistRulesTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final double TINY = Double.MIN_VALUE;

  private static void check(DistType type) throws InvalidMachineException {
    State state = State.builder().action(ValidationTest.padding(type)).build();
    Validation.check(new Machine(0, 0, 0, 0, List.of(state)));
  }

  static Stream<DistType> valid() {
    return Stream.of(
        new DistType.Uniform(0, 0),
        new DistType.Uniform(-5, 5),
        new DistType.Uniform(-Double.MAX_VALUE / 2, Double.MAX_VALUE / 2),
        new DistType.Normal(NAN, -1),
        new DistType.Normal(INF, 0),
        new DistType.SkewNormal(NAN, TINY, -3),
        new DistType.LogNormal(NAN, -Double.MAX_VALUE),
        new DistType.Binomial(1_000_000_000, 1e-9),
        new DistType.Binomial(0, 0),
        new DistType.Binomial(5, 1),
        new DistType.Geometric(0),
        new DistType.Geometric(1e-9),
        new DistType.Geometric(1),
        new DistType.Pareto(INF, INF),
        new DistType.Pareto(TINY, TINY),
        new DistType.Poisson(TINY),
        new DistType.Poisson(1.844e19),
        new DistType.Weibull(INF, TINY),
        new DistType.Gamma(TINY, INF),
        new DistType.Beta(INF, TINY));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void parametersAtTheEdgeAreFine(DistType type) {
    assertThatCode(() -> check(type)).doesNotThrowAnyException();
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of(new DistType.Uniform(NAN, 0), ".low: NaN is not finite"),
        Arguments.of(new DistType.Uniform(0, NAN), ".high: NaN is not finite"),
        Arguments.of(new DistType.Uniform(-INF, 0), ".low: -Infinity is not finite"),
        Arguments.of(new DistType.Uniform(INF, INF), ".low: Infinity is not finite"),
        Arguments.of(new DistType.Uniform(0, INF), ".high: Infinity is not finite"),
        Arguments.of(new DistType.Uniform(2, 1), ": low 2.0 is above high 1.0"),
        Arguments.of(
            new DistType.Uniform(-Double.MAX_VALUE, Double.MAX_VALUE),
            ": the width from -1.7976931348623157E308 to 1.7976931348623157E308 overflows"),
        Arguments.of(new DistType.Normal(0, INF), ".stdev: Infinity is not finite"),
        Arguments.of(new DistType.Normal(0, NAN), ".stdev: NaN is not finite"),
        Arguments.of(new DistType.SkewNormal(0, 0, 1), ".scale: 0.0 is not greater than 0"),
        Arguments.of(new DistType.SkewNormal(0, -1, 1), ".scale: -1.0 is not greater than 0"),
        Arguments.of(new DistType.SkewNormal(0, INF, 1), ".scale: Infinity is not finite"),
        Arguments.of(new DistType.SkewNormal(0, 1, NAN), ".shape: NaN is not finite"),
        Arguments.of(new DistType.SkewNormal(0, 1, INF), ".shape: Infinity is not finite"),
        Arguments.of(new DistType.LogNormal(0, INF), ".sigma: Infinity is not finite"),
        Arguments.of(new DistType.LogNormal(0, NAN), ".sigma: NaN is not finite"),
        Arguments.of(
            new DistType.Binomial(1_000_000_001, 0.5),
            ".trials: 1000000001 is more than 1000000000"),
        Arguments.of(
            new DistType.Binomial(-1, 0.5),
            ".trials: 18446744073709551615 is more than 1000000000"),
        Arguments.of(new DistType.Binomial(1, 9e-10), probability("9.0E-10")),
        Arguments.of(new DistType.Binomial(1, -0.5), probability("-0.5")),
        Arguments.of(new DistType.Binomial(1, 1.5), probability("1.5")),
        Arguments.of(new DistType.Binomial(1, NAN), probability("NaN")),
        Arguments.of(new DistType.Geometric(9e-10), probability("9.0E-10")),
        Arguments.of(new DistType.Geometric(-1), probability("-1.0")),
        Arguments.of(new DistType.Geometric(INF), probability("Infinity")),
        Arguments.of(new DistType.Geometric(NAN), probability("NaN")),
        Arguments.of(new DistType.Pareto(0, 1), ".scale: 0.0 is not greater than 0"),
        Arguments.of(new DistType.Pareto(1, NAN), ".shape: NaN is not greater than 0"),
        Arguments.of(new DistType.Poisson(0), ".lambda: 0.0 is not greater than 0"),
        Arguments.of(new DistType.Poisson(NAN), ".lambda: NaN is not greater than 0"),
        Arguments.of(new DistType.Poisson(1.845e19), ".lambda: 1.845E19 is more than 1.844E19"),
        Arguments.of(new DistType.Poisson(INF), ".lambda: Infinity is more than 1.844E19"),
        Arguments.of(new DistType.Weibull(NAN, 1), ".scale: NaN is not greater than 0"),
        Arguments.of(new DistType.Weibull(1, 0), ".shape: 0.0 is not greater than 0"),
        Arguments.of(new DistType.Gamma(0, 1), ".scale: 0.0 is not greater than 0"),
        Arguments.of(new DistType.Gamma(1, -1), ".shape: -1.0 is not greater than 0"),
        Arguments.of(new DistType.Beta(NAN, 1), ".alpha: NaN is not greater than 0"),
        Arguments.of(new DistType.Beta(1, 0), ".beta: 0.0 is not greater than 0"));
  }

  private static String probability(String value) {
    return ".probability: " + value + " is neither 0 nor between 1e-9 and 1";
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void parametersThatBreakARuleAreNamed(DistType type, String message) {
    InvalidMachineException e =
        catchThrowableOfType(InvalidMachineException.class, () -> check(type));
    assertThat(e).as("nothing was wrong").isNotNull();
    assertThat(e).hasMessage("states[0].action.timeout" + message);
  }
}
