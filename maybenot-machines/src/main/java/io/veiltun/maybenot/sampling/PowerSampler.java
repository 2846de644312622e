package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/**
 * A sample of the form factor * base^exponent. The exact power is that of fdlibm, as in rand_distr;
 * the Java runtime takes about 80 ns and 96 bytes of garbage for it. So the parts can be drawn one
 * by one, and a quick power taken where its last bits do not matter.
 */
abstract sealed class PowerSampler extends Sampler
    permits ParetoSampler, WeibullSampler, SmallShapeGammaSampler {
  private final double exponent;

  PowerSampler(double exponent) {
    this.exponent = exponent;
  }

  /** Drawn first. */
  abstract double base(RandomSource random);

  /** Drawn second. */
  abstract double factor(RandomSource random);

  @Override
  public final double sample(RandomSource random) {
    double base = base(random);
    return exact(factor(random), base);
  }

  final double exact(double factor, double base) {
    return factor * StrictMath.pow(base, exponent);
  }

  /**
   * The same up to 2^-50 of itself and 2^-1072 of the factor: both powers are within one unit in
   * the last place of the true one, then follows one rounding.
   */
  final double quick(double factor, double base) {
    return factor * Math.pow(base, exponent);
  }
}
