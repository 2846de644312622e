package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.random.RandomSource;

/** Draws the integration delays of one end, in nanoseconds. */
final class DelaySampler {
  private final IntegrationDelays delays;
  private final RandomSource random;

  DelaySampler(IntegrationDelays delays, RandomSource random) {
    this.delays = delays;
    this.random = random;
  }

  long action() {
    return delays.action().sampleNanos(random);
  }

  long reporting() {
    return delays.reporting().sampleNanos(random);
  }

  long trigger() {
    return delays.trigger().sampleNanos(random);
  }
}
