package io.veiltun.cli.lab;

import java.net.InetAddress;
import java.util.List;

/**
 * One hop of a lab's chain, seen from both of its ends.
 *
 * @param name of the hop, and of its relay's profile
 * @param keys the relay's
 * @param address where the relay listens
 * @param port UDP port it listens at
 * @param relayAddresses the relay's inside this hop's tunnel, each with a prefix length
 * @param clientAddresses the client's inside this hop's tunnel, host addresses without a length
 * @param forward whether the relay passes packets on, masqueraded
 */
public record HopPlan(
    String name,
    KeyPair keys,
    InetAddress address,
    int port,
    List<String> relayAddresses,
    List<String> clientAddresses,
    boolean forward) {
  private static final int PORT = 51820;

  /** The entry of a chain, at the right end of {@code link}. */
  static HopPlan entry(Link link, boolean forward) {
    return new HopPlan(
        "entry",
        KeyPair.generate(),
        link.right().ipv4(),
        PORT,
        List.of("10.66.0.1/16", "fd66::1/64"),
        List.of("10.66.0.2", "fd66::2"),
        forward);
  }

  /** The exit of a chain, at the right end of {@code link}. */
  static HopPlan exit(Link link) {
    return new HopPlan(
        "exit",
        KeyPair.generate(),
        link.right().ipv4(),
        PORT,
        List.of("10.77.0.1/16", "fd77::1/64"),
        List.of("10.77.0.2", "fd77::2"),
        true);
  }

  /** The client's addresses as host prefixes, e.g. {@code 10.66.0.2/32}. */
  public List<String> clientPrefixes() {
    return clientAddresses.stream()
        .map(address -> address + (address.indexOf(':') < 0 ? "/32" : "/128"))
        .toList();
  }

  /** {@code address:port} of the relay. */
  public String endpoint() {
    String host = address.getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
