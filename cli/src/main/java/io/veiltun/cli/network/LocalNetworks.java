package io.veiltun.cli.network;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The networks this host is attached to, as far as their addresses are private (RFC 1918, RFC 4193)
 * or IPv4 link-local: a network with public addresses may be anybody's invention.
 */
public final class LocalNetworks {
  private static final List<Cidr> PRIVATE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7")
          .map(Cidr::parse)
          .toList();

  private LocalNetworks() {}

  /**
   * Reads them from the kernel.
   *
   * @param tunnel an interface to leave out
   */
  public static List<Cidr> except(String tunnel) {
    try {
      return among(
          NetworkInterface.networkInterfaces()
              .filter(device -> !device.getName().equals(tunnel))
              .flatMap(device -> device.getInterfaceAddresses().stream())
              .map(LocalNetworks::cidr)
              .toList());
    } catch (SocketException e) {
      return List.of(); // then nothing local is excepted
    }
  }

  /** The private networks of these addresses, each once. */
  static List<Cidr> among(List<Cidr> addresses) {
    return addresses.stream()
        .map(Cidr::network)
        .filter(network -> PRIVATE.stream().anyMatch(wide -> wide.covers(network)))
        .distinct()
        .sorted((one, other) -> one.toString().compareTo(other.toString()))
        .toList();
  }

  private static Cidr cidr(InterfaceAddress address) {
    return new Cidr(Cidr.host(address.getAddress()).address(), address.getNetworkPrefixLength());
  }
}
