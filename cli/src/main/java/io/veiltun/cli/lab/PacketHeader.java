package io.veiltun.cli.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the headers of a captured packet say. Works on whatever came over the link: a packet it
 * can't follow becomes {@link Protocol#OTHER} with the addresses it has.
 *
 * @param headerLength bytes of IP and transport header, which every packet of a segmentation
 *     super-packet repeats
 */
record PacketHeader(Flow.Key key, int headerLength) {
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86dd;
  private static final int ETHERTYPE_ARP = 0x0806;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int UDP_HEADER = 8;
  private static final int TCP_HEADER = 20;
  private static final int HOP_BY_HOP = 0;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;

  /** Reads {@code packet}, whose position is at the network header. */
  static PacketHeader read(ByteBuffer packet, int etherType) {
    ByteBuffer ip = packet.slice().order(ByteOrder.BIG_ENDIAN);
    if (etherType == ETHERTYPE_IPV4 && ip.limit() >= IPV4_HEADER) {
      return ipv4(ip);
    }
    if (etherType == ETHERTYPE_IPV6 && ip.limit() >= IPV6_HEADER) {
      return ipv6(ip);
    }
    Protocol protocol = etherType == ETHERTYPE_ARP ? Protocol.NEIGHBOUR : Protocol.OTHER;
    return new PacketHeader(new Flow.Key(protocol, "", 0, "", 0), 0);
  }

  private static PacketHeader ipv4(ByteBuffer ip) {
    int header = Math.max(IPV4_HEADER, (ip.get(0) & 0xf) * 4);
    boolean laterFragment = (ip.getShort(6) & 0x1fff) != 0;
    int protocol = laterFragment ? -1 : ip.get(9) & 0xff;
    return transport(ip, header, protocol, address(ip, 12, 4), address(ip, 16, 4));
  }

  private static PacketHeader ipv6(ByteBuffer ip) {
    String source = address(ip, 8, 16);
    String destination = address(ip, 24, 16);
    int next = ip.get(6) & 0xff;
    if (next == HOP_BY_HOP) {
      // Listener reports carry a router alert; nothing else here does.
      boolean report = ip.limit() > IPV6_HEADER && ip.get(IPV6_HEADER) == ICMPV6;
      return plain(report ? Protocol.NEIGHBOUR : Protocol.OTHER, IPV6_HEADER, source, destination);
    }
    return transport(ip, IPV6_HEADER, next, source, destination);
  }

  private static PacketHeader transport(
      ByteBuffer ip, int header, int protocol, String source, String destination) {
    int available = ip.limit() - header;
    if (protocol == UDP && available >= UDP_HEADER) {
      return withPorts(ip, Protocol.UDP, header, UDP_HEADER, source, destination);
    }
    if (protocol == TCP && available >= TCP_HEADER) {
      int length = (ip.get(header + 12) & 0xf0) >> 2;
      return withPorts(ip, Protocol.TCP, header, length, source, destination);
    }
    if (protocol == ICMPV6 && available > 0 && neighbour(ip.get(header) & 0xff)) {
      return plain(Protocol.NEIGHBOUR, header, source, destination);
    }
    boolean icmp = protocol == ICMP || protocol == ICMPV6;
    return plain(icmp ? Protocol.ICMP : Protocol.OTHER, header, source, destination);
  }

  /** ICMPv6 types of multicast listener and neighbour discovery (RFC 4861, 2710, 3810). */
  private static boolean neighbour(int type) {
    return (type >= 130 && type <= 137) || type == 143;
  }

  private static PacketHeader withPorts(
      ByteBuffer ip, Protocol protocol, int at, int length, String source, String destination) {
    int from = ip.getShort(at) & 0xffff;
    int to = ip.getShort(at + 2) & 0xffff;
    return new PacketHeader(new Flow.Key(protocol, source, from, destination, to), at + length);
  }

  private static PacketHeader plain(
      Protocol protocol, int header, String source, String destination) {
    return new PacketHeader(new Flow.Key(protocol, source, 0, destination, 0), header);
  }

  private static String address(ByteBuffer ip, int at, int length) {
    byte[] bytes = new byte[length];
    ip.get(at, bytes);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
