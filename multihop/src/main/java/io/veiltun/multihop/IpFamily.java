package io.veiltun.multihop;

import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;

/** The family of the addresses between which a hop's datagrams travel. */
public enum IpFamily {
  /** IPv4 without options. */
  IPV4(Ip.HEADER_V4),
  /** IPv6 without extension headers. */
  IPV6(Ip.HEADER_V6);

  private final int ipHeader;

  IpFamily(int ipHeader) {
    this.ipHeader = ipHeader;
  }

  /** The family of {@code endpoint}. */
  public static IpFamily of(Endpoint endpoint) {
    return endpoint.isIpv4() ? IPV4 : IPV6;
  }

  /** Bytes of the IP and UDP headers before a datagram: 28 or 48. */
  public int datagramHeaders() {
    return ipHeader + Ip.HEADER_UDP;
  }

  /**
   * Bytes by which a hop's packets grow until they are IP packets of the path below: IP and UDP
   * header, WireGuard data header and tag; 60 or 80.
   */
  public int overhead() {
    return datagramHeaders() + Messages.OVERHEAD;
  }
}
