package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;

/** Pareto, scale * u^(-1/shape), and Weibull, scale * (-ln u)^(1/shape), with u in (0, 1]. */
final class PowerSampler extends Sampler {
  private final double scale;
  private final double exponent;
  private final boolean logarithmic;

  private PowerSampler(double scale, double exponent, boolean logarithmic) {
    this.scale = scale;
    this.exponent = exponent;
    this.logarithmic = logarithmic;
  }

  static PowerSampler pareto(double scale, double shape) {
    return new PowerSampler(scale, -1.0 / shape, false);
  }

  static PowerSampler weibull(double scale, double shape) {
    return new PowerSampler(scale, 1.0 / shape, true);
  }

  @Override
  public double sample(RandomSource random) {
    return exact(base(random));
  }

  /** The random part of a sample: one word. */
  double base(RandomSource random) {
    double u = Draws.openClosed(random);
    return logarithmic ? -StrictMath.log(u) : u;
  }

  /** The sample that belongs to a base. */
  double exact(double base) {
    return scale * StrictMath.pow(base, exponent);
  }

  /**
   * The same up to a relative error of 2^-50, several times faster: both powers are within one unit
   * in the last place of the true one, then follows one rounding.
   */
  double quick(double base) {
    return scale * Math.pow(base, exponent);
  }
}
