package io.veiltun.maybenot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.Pcg32;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PublishedSamplesTest {
  /** The published values were printed by a build with other elementary functions. */
  private static final double RELATIVE = 1e-14;

  @Test
  void samplesAreThoseOfTheRandDistTests() {
    JsonNode vectors = Vectors.json("dist_stability.json");
    long stream = vectors.path("pcg32_stream").bigIntegerValue().longValue();
    assertThat(vectors.path("cases").size()).isPositive();
    for (JsonNode published : vectors.path("cases")) {
      JsonNode dist = published.path("dist");
      var draw = sampling(dist);
      var random = new Pcg32(published.path("pcg32_state").longValue(), stream);
      for (JsonNode expected : published.path("expected")) {
        double value = expected.doubleValue();
        assertThat(draw.applyAsDouble(random))
            .as("%s", dist)
            .isEqualTo(value, Offset.offset(Math.abs(value) * RELATIVE));
      }
    }
  }

  @Test
  void samplesOfTheSeededVectorsAreEqualInEveryBit() {
    assertSeeded("standard_normal", Ziggurat::normal);
    assertSeeded("exp1", Ziggurat::exponential);
    assertSeeded("skewnormal_0_1_-3", new DistType.SkewNormal(0, 1, -3));
    assertSeeded("poisson_27", new DistType.Poisson(27));
    assertSeeded("poisson_12345", new DistType.Poisson(12345));
    assertSeeded("gamma_shape_0.4_scale_9000", new DistType.Gamma(9000, 0.4));
    assertSeeded("gamma_shape_1_scale_5", new DistType.Gamma(5, 1));
    assertSeeded("gamma_shape_7.35_scale_28464.724", new DistType.Gamma(28464.724, 7.35));
  }

  private static void assertSeeded(String name, DistType type) {
    assertSeeded(name, Samplers.of(type)::sample);
  }

  private static void assertSeeded(String name, ToDoubleFunction<RandomSource> draw) {
    JsonNode expected = Vectors.json("rng.json").path("draws_seed_42").path(name);
    assertThat(expected.size()).as(name).isPositive();
    Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(42);
    for (JsonNode value : expected) {
      assertThat(draw.applyAsDouble(random)).as(name).isEqualTo(value.doubleValue());
    }
  }

  private static ToDoubleFunction<RandomSource> sampling(JsonNode dist) {
    return switch (dist.path("type").asString()) {
      case "StandardNormal" -> Ziggurat::normal;
      case "Exp1" -> Ziggurat::exponential;
      default -> Samplers.of(type(dist))::sample;
    };
  }

  private static DistType type(JsonNode dist) {
    return switch (dist.path("type").asString()) {
      case "Uniform" -> new DistType.Uniform(real(dist, "low"), real(dist, "high"));
      case "Normal" -> new DistType.Normal(real(dist, "mean"), real(dist, "stdev"));
      case "SkewNormal" ->
          new DistType.SkewNormal(real(dist, "location"), real(dist, "scale"), real(dist, "shape"));
      case "LogNormal" -> new DistType.LogNormal(real(dist, "mu"), real(dist, "sigma"));
      case "Binomial" ->
          new DistType.Binomial(dist.path("trials").longValue(), real(dist, "probability"));
      case "Geometric" -> new DistType.Geometric(real(dist, "probability"));
      case "Pareto" -> new DistType.Pareto(real(dist, "scale"), real(dist, "shape"));
      case "Poisson" -> new DistType.Poisson(real(dist, "lambda"));
      case "Weibull" -> new DistType.Weibull(real(dist, "scale"), real(dist, "shape"));
      case "Gamma" -> new DistType.Gamma(real(dist, "scale"), real(dist, "shape"));
      case "Beta" -> new DistType.Beta(real(dist, "alpha"), real(dist, "beta"));
      default -> throw new IllegalArgumentException("unknown distribution " + dist);
    };
  }

  private static double real(JsonNode dist, String field) {
    assertThat(dist.path(field).isNumber()).as("%s of %s", field, dist).isTrue();
    return dist.path(field).doubleValue();
  }
}
