package io.veiltun.cli.lab;

import java.io.IOException;
import java.net.InetAddress;

/**
 * A cable between two neighbouring hosts: a pair of veth devices, each named after where it leads,
 * on an IPv4 /24 and an IPv6 /64 of the ranges reserved for documentation (RFC 5737, RFC 3849).
 */
public record Link(End left, End right) {
  private static final String[] IPV4 = {"192.0.2", "198.51.100", "203.0.113"};
  private static final int LEFT_HOST = 10;
  private static final int RIGHT_HOST = 1;

  /** One end: the host, its device, its addresses. */
  public record End(Namespace host, String device, InetAddress ipv4, InetAddress ipv6) {}

  /** How many links have addresses. */
  static int limit() {
    return IPV4.length;
  }

  /** Lays cable {@code number} (from 0) and brings both ends up. */
  static Link lay(int number, Namespace left, String leftPlace, Namespace right, String rightPlace)
      throws IOException {
    String leftDevice = "to-" + rightPlace;
    String rightDevice = "to-" + leftPlace;
    SystemCommand.run(
        "ip",
        "link",
        "add",
        leftDevice,
        "netns",
        left.name(),
        "type",
        "veth",
        "peer",
        "name",
        rightDevice,
        "netns",
        right.name());
    return new Link(
        end(number, LEFT_HOST, left, leftDevice), end(number, RIGHT_HOST, right, rightDevice));
  }

  private static End end(int number, int address, Namespace host, String device)
      throws IOException {
    String ipv4 = IPV4[number] + "." + address;
    String ipv6 = "2001:db8:" + (number + 1) + "::" + address;
    // No router solicitations: the only frames on a link are to be those that a host was made to
    // send.
    host.exec("sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/" + device + "/router_solicitations");
    host.ip("address", "add", ipv4 + "/24", "dev", device);
    host.ip("address", "add", ipv6 + "/64", "dev", device, "nodad");
    host.ip("link", "set", device, "up");
    return new End(host, device, InetAddress.ofLiteral(ipv4), InetAddress.ofLiteral(ipv6));
  }
}
