package io.veiltun.multihop;

/** Learns that the way between two hops is narrower than the chain's MTU arithmetic assumed. */
@FunctionalInterface
public interface PathMtuListener {
  /**
   * A datagram of the hop was too big for its path. Called on a packet loop, for every such report:
   * must not block.
   *
   * @param mtu the largest IP packet, in bytes, that a router or the outer tunnel said fits; below
   *     the link's MTU and at least 576 (IPv4) or 1280 (IPv6)
   */
  void tooBig(int mtu);
}
