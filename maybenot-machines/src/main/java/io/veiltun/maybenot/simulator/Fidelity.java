package io.veiltun.maybenot.simulator;

/** How closely a simulation follows the Maybenot simulator where that is arbitrary. */
public enum Fidelity {
  /**
   * The default: events of the same time and kind keep the order in which they were queued, and a
   * bottleneck at an end looks at that end's aggregate delay.
   */
  STABLE,
  /**
   * Every trace as Maybenot simulator 2.2.1 makes it: ties fall as its heap moves, and a bottleneck
   * at either end looks at the client's aggregate delay. For derivation by seed.
   */
  COMPAT
}
