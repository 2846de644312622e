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

  /** Bounds what a quick power plus an offset can be off, relative to the sum of both sizes. */
  private static final double QUICK_ERROR = 0x1p-48;

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
    this.constantMicros = Unsigned.rounded(Math.min(fixed, DAY_MICROS));
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
    return constant ? constantOperand : Unsigned.truncated(sample(random));
  }

  private long rounded(RandomSource random, double cap) {
    PowerSampler powers = power;
    return powers == null
        ? Unsigned.rounded(Math.min(sample(random), cap))
        : roundedPower(powers, random, cap);
  }

  /** Takes the slow, exact power only where the quick one leaves the rounding open. */
  private long roundedPower(PowerSampler powers, RandomSource random, double cap) {
    double base = powers.base(random);
    double quick = powers.quick(base);
    double value = Math.min(shaped(quick), cap);
    double error = (Math.abs(quick) + Math.abs(start)) * QUICK_ERROR;
    boolean certain = Math.abs(value - Math.floor(value) - 0.5) > error;
    return Unsigned.rounded(certain ? value : Math.min(shaped(powers.exact(base)), cap));
  }

  private double shaped(double raw) {
    double sum = raw + start;
    // Neither NaN nor infinity is below infinity in size.
    return Math.abs(sum) < Double.POSITIVE_INFINITY ? Math.min(Math.max(0.0, sum), max) : 0.0;
  }
}
