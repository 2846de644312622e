package io.veiltun.cli.lab;

import java.util.List;

/**
 * What an observer of one link saw.
 *
 * @param place the link, as tables call it
 * @param flows every flow, each direction by itself
 * @param missed packets that the capture lost
 */
public record Observation(String place, List<Flow> flows, long missed) {
  public Observation {
    flows = List.copyOf(flows);
  }

  /**
   * Flows between hosts: without ARP and neighbour discovery, with which a link talks to itself.
   */
  public List<Flow> traffic() {
    return flows.stream().filter(flow -> flow.key().protocol() != Protocol.NEIGHBOUR).toList();
  }

  /** Bytes of {@link #traffic()}, from the IP header on. */
  public long bytes() {
    return traffic().stream().mapToLong(Flow::bytes).sum();
  }
}
