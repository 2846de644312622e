package io.veiltun.bench.micro;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.sampling.PreparedDist;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One timeout of each distribution, on both sides where its algorithm changes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SamplerBenchmark {
  /** A distribution with parameters in the size of machines in use. */
  public enum Kind {
    CONSTANT(new DistType.Uniform(5_000, 5_000)),
    UNIFORM(new DistType.Uniform(1_500, 9_500)),
    NORMAL(new DistType.Normal(5_000, 900)),
    SKEW_NORMAL(new DistType.SkewNormal(5_000, 900, -3)),
    LOG_NORMAL(new DistType.LogNormal(8, 0.5)),
    BINOMIAL_SMALL(new DistType.Binomial(100, 0.05)),
    BINOMIAL_LARGE(new DistType.Binomial(10_000, 0.4)),
    GEOMETRIC_SMALL(new DistType.Geometric(0.01)),
    GEOMETRIC_LARGE(new DistType.Geometric(0.8)),
    PARETO(new DistType.Pareto(1_000, 4)),
    POISSON_SMALL(new DistType.Poisson(8)),
    POISSON_LARGE(new DistType.Poisson(5_000)),
    WEIBULL(new DistType.Weibull(5_000, 2)),
    GAMMA_SMALL(new DistType.Gamma(9_000, 0.4)),
    GAMMA_ONE(new DistType.Gamma(5_000, 1)),
    GAMMA_LARGE(new DistType.Gamma(700, 7.35)),
    BETA_SMALL(new DistType.Beta(0.6, 2)),
    BETA_LARGE(new DistType.Beta(3, 5));

    private final DistType type;

    Kind(DistType type) {
      this.type = type;
    }
  }

  /** What is drawn from. */
  @Param public Kind kind = Kind.UNIFORM;

  private final Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(1);
  private PreparedDist dist = PreparedDist.of(Dist.constant(0));

  /** Prepares the distribution, as compiling a machine does. */
  @Setup
  public void prepare() {
    dist = PreparedDist.of(new Dist(kind.type, 0, 0));
  }

  /** One timeout in microseconds. */
  @Benchmark
  public long micros() {
    return dist.micros(random);
  }
}
