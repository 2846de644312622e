package io.veiltun.maybenot.sampling;

import io.veiltun.maybenot.random.RandomSource;

/**
 * Ghorbanzadeh, Jaupi, Durand (2014): weighs the larger and the smaller of two standard normals. A
 * shape of 0 draws only one.
 */
final class SkewNormalSampler extends Sampler {
  private final double location;
  private final double scale;
  private final double shape;
  private final double norm;

  SkewNormalSampler(double location, double scale, double shape) {
    this.location = location;
    this.scale = scale;
    this.shape = shape;
    this.norm = Math.sqrt(1.0 + shape * shape) * Math.sqrt(2.0);
  }

  @Override
  public double sample(RandomSource random) {
    double first = Ziggurat.normal(random);
    if (shape == 0.0) {
      return first * scale + location;
    }
    double second = Ziggurat.normal(random);
    return combined(Math.max(first, second), Math.min(first, second)) * scale + location;
  }

  private double combined(double larger, double smaller) {
    if (shape == -1.0) {
      return smaller;
    }
    if (shape == 1.0) {
      return larger;
    }
    return ((1.0 + shape) * larger + (1.0 - shape) * smaller) / norm;
  }
}
