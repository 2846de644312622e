package io.veiltun.cli.network;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * What a tunnel needs from the host's network.
 *
 * @param interfaceName an interface that exists
 * @param mtu in bytes
 * @param addresses the interface's own
 * @param destinations prefixes to route through it; a default one takes all of its family
 * @param dns name servers; empty leaves the host's alone
 * @param forwarding what it does for others
 */
public record NetworkRequest(
    String interfaceName,
    int mtu,
    List<Cidr> addresses,
    List<Cidr> destinations,
    List<InetAddress> dns,
    Forwarding forwarding) {
  /** Whether the host passes packets of peers on. */
  public enum Forwarding {
    /** It does not. */
    NONE,
    /** It does, with the addresses they have. */
    ROUTED,
    /** It does, with its own address. */
    MASQUERADED
  }

  /** Copies the lists. */
  public NetworkRequest {
    Objects.requireNonNull(interfaceName);
    Objects.requireNonNull(forwarding);
    addresses = List.copyOf(addresses);
    destinations = List.copyOf(destinations);
    dns = List.copyOf(dns);
  }

  /** Whether a default route is among the destinations, which needs a mark and a table. */
  public boolean takesDefaultRoute() {
    return destinations.stream().anyMatch(Cidr::isDefault);
  }
}
