package io.veiltun.cli.lab;

import java.util.List;

/**
 * The chain of tunnels that a lab sets up, independent of the program that runs it.
 *
 * @param client the client's keys, the same for every hop
 * @param hops in travelling order
 */
public record ChainPlan(KeyPair client, List<HopPlan> hops) {
  public ChainPlan {
    hops = List.copyOf(hops);
    if (hops.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least one hop");
    }
  }

  /** One tunnel over the first link; the relay is the destination and forwards nothing. */
  public static ChainPlan oneHop(Topology lab) {
    return new ChainPlan(KeyPair.generate(), List.of(HopPlan.entry(lab.link(0), false)));
  }

  /** Through entry and exit of {@link Topology#demo()}. */
  public static ChainPlan twoHops(Topology lab) {
    return new ChainPlan(
        KeyPair.generate(), List.of(HopPlan.entry(lab.link(0), true), HopPlan.exit(lab.link(1))));
  }
}
