package io.veiltun.maybenot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.Pcg32;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PublishedSamplesTest {
  /** The published values were printed by a build with other elementary functions. */
  private static final double RELATIVE = 1e-14;

  private static final String DRAWS = "draws_seed_";

  @Test
  void samplesAreThoseOfTheRandDistTests() {
    JsonNode vectors = Vectors.json("dist_stability.json");
    long stream = vectors.path("pcg32_stream").bigIntegerValue().longValue();
    assertThat(vectors.path("cases").size()).isPositive();
    for (JsonNode published : vectors.path("cases")) {
      JsonNode dist = published.path("dist");
      var draw = sampling(dist);
      var random = new Pcg32(published.path("pcg32_state").bigIntegerValue().longValue(), stream);
      for (JsonNode expected : published.path("expected")) {
        double value = expected.doubleValue();
        assertThat(draw.applyAsDouble(random))
            .as("%s", dist)
            .isEqualTo(value, Offset.offset(Math.abs(value) * RELATIVE));
      }
    }
  }

  @Test
  void samplesOfTheSeededVectorsAgree() {
    Map.Entry<String, JsonNode> draws =
        Vectors.json("rng.json").properties().stream()
            .filter(entry -> entry.getKey().startsWith(DRAWS))
            .findFirst()
            .orElseThrow();
    long seed = Long.parseUnsignedLong(draws.getKey().substring(DRAWS.length()));
    int compared = 0;
    for (Map.Entry<String, JsonNode> samples : draws.getValue().properties()) {
      Optional<ToDoubleFunction<RandomSource>> draw = named(samples.getKey());
      Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(seed);
      for (JsonNode expected :
          draw.isPresent() ? samples.getValue().values() : List.<JsonNode>of()) {
        double value = expected.doubleValue();
        assertThat(draw.orElseThrow().applyAsDouble(random))
            .as(samples.getKey())
            .isEqualTo(value, Offset.offset(Math.abs(value) * RELATIVE));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  /** The distribution that a name of a sample stands for, parameters included. */
  private static Optional<ToDoubleFunction<RandomSource>> named(String name) {
    String[] words = name.split("_", -1);
    return switch (words[0]) {
      case "standard" -> Optional.of(Ziggurat::normal);
      case "exp1" -> Optional.of(Ziggurat::exponential);
      case "skewnormal" ->
          sampling(new DistType.SkewNormal(number(words[1]), number(words[2]), number(words[3])));
      case "poisson" -> sampling(new DistType.Poisson(number(words[1])));
      case "gamma" -> sampling(new DistType.Gamma(number(words[4]), number(words[2])));
      default -> Optional.empty();
    };
  }

  private static Optional<ToDoubleFunction<RandomSource>> sampling(DistType type) {
    return Optional.of(Samplers.of(type)::sample);
  }

  private static double number(String word) {
    return Double.parseDouble(word);
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
