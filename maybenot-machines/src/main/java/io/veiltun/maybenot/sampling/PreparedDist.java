package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.random.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A distribution of a machine with its offset and cap, ready to be drawn from: each draw gives what
 * Maybenot 2.2.2 makes of the same random words. Immutable; can be shared by threads.
 */
public final class PreparedDist {
  /** Timeouts and durations end after a day, in microseconds. */
  private static final double DAY_MICROS = 86_400_000_000.0;

  /** Bounds the error of a quick power plus an offset, relative to the sum of both sizes. */
  private static final double QUICK_ERROR = 0x1p-48;

  /**
   * Bounds what a quick power too small for full precision adds, relative to its factor. Far larger
   * than need be, since a product that underflows costs more than the power.
   */
  private static final double UNDERFLOW_ERROR = 0x1p-900;

  private final Sampler sampler;
  private final @Nullable PowerSampler power;
  private final double start;
  private final double max;
  private final boolean constant;
  private final long constantMicros;
  private final long constantLimit;
  private final long constantOperand;

  private PreparedDist(Dist dist) {
    this.sampler = Samplers.of(dist.type());
    this.power = sampler instanceof PowerSampler powers ? powers : null;
    this.start = dist.start();
    this.max = dist.max() > 0.0 ? dist.max() : Double.POSITIVE_INFINITY;
    this.constant = sampler instanceof ConstantSampler;
    double fixed = sampler instanceof ConstantSampler only ? shaped(only.value()) : 0.0;
    this.constantMicros = Unsigned.rounded(capped(fixed, DAY_MICROS));
    this.constantLimit = Unsigned.rounded(fixed);
    this.constantOperand = Unsigned.truncated(fixed);
  }

  /** For a distribution with valid parameters; see {@link Samplers#of}. */
  public static PreparedDist of(Dist dist) {
    return new PreparedDist(dist);
  }

  /** True if every draw gives the same value and takes nothing from the random source. */
  public boolean constant() {
    return constant;
  }

  /** {@code min(max(0, x + start), max)}; 0 if the sum is NaN or infinite. Never negative. */
  public double sample(RandomSource random) {
    return shaped(sampler.sample(random));
  }

  /** A timeout or duration in whole microseconds, rounded to the nearest, at most a day. */
  public long micros(RandomSource random) {
    return constant ? constantMicros : rounded(random, DAY_MICROS);
  }

  /** A limit: rounded to the nearest, an unsigned number that saturates. */
  public long limit(RandomSource random) {
    return constant ? constantLimit : rounded(random, Double.POSITIVE_INFINITY);
  }

  /** The operand of a counter: rounded down, an unsigned number that saturates. */
  public long operand(RandomSource random) {
    if (constant) {
      return constantOperand;
    }
    PowerSampler powers = power;
    return Unsigned.truncated(
        powers == null ? sample(random) : sampleAround(0.0, powers, random, Double.MAX_VALUE));
  }

  private long rounded(RandomSource random, double cap) {
    PowerSampler powers = power;
    return Unsigned.rounded(
        powers == null ? capped(sample(random), cap) : sampleAround(0.5, powers, random, cap));
  }

  /**
   * A sample that may be off in its last bits, but on the same side of every step as the exact one.
   * The steps are at the whole numbers plus {@code step}; only next to them the exact power is
   * computed.
   */
  private double sampleAround(double step, PowerSampler powers, RandomSource random, double cap) {
    double base = powers.base(random);
    double factor = powers.factor(random);
    double quick = powers.quick(factor, base);
    double value = capped(shaped(quick), cap);
    double error =
        (Math.abs(quick) + Math.abs(start)) * QUICK_ERROR + Math.abs(factor) * UNDERFLOW_ERROR;
    double distance = value - step;
    distance = Math.abs(distance - Math.rint(distance));
    return distance > error ? value : capped(shaped(powers.exact(factor, base)), cap);
  }

  /** Comparisons, since Math.min and max take care of zeros and NaN that cannot get here. */
  private double shaped(double raw) {
    double sum = raw + start;
    if (!(sum > 0.0) || sum == Double.POSITIVE_INFINITY) {
      return 0.0;
    }
    return sum < max ? sum : max;
  }

  private static double capped(double sample, double cap) {
    return sample < cap ? sample : cap;
  }
}
