package io.veiltun.cli.process;

import io.veiltun.engine.packet.Endpoint;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;

/** How large an IP packet may be on its way to the first hop. */
final class PathMtu {
  /** Ethernet's, for when there is no route yet. */
  static final int DEFAULT = 1500;

  /** IPv6 demands this much of every link (RFC 8200 §5); below it the arithmetic makes no sense. */
  private static final int LEAST = 1280;

  private PathMtu() {}

  /** The MTU of the interface the route to {@code endpoint} leaves by, in bytes. */
  static int towards(Endpoint endpoint) {
    try (DatagramSocket probe = new DatagramSocket()) {
      // Connecting a datagram socket sends nothing; it only asks the routing table.
      probe.connect(
          new InetSocketAddress(InetAddress.getByAddress(endpoint.address()), endpoint.port()));
      NetworkInterface device = NetworkInterface.getByInetAddress(probe.getLocalAddress());
      int mtu = device == null ? 0 : device.getMTU();
      return mtu < LEAST ? DEFAULT : Math.min(mtu, 65535);
    } catch (IOException e) {
      return DEFAULT;
    }
  }
}
