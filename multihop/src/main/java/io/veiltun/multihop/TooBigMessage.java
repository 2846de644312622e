package io.veiltun.multihop;

import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;

/**
 * Recognises ICMP "fragmentation needed" (RFC 1191 §4) and ICMPv6 "packet too big" (RFC 4443 §3.2)
 * about datagrams of ours.
 */
final class TooBigMessage {
  /** {@link #mtu}: the packet is no such message, or not one to believe. */
  static final int NONE = 0;

  private static final int ICMP_HEADER = 8;
  private static final int FRAGMENTATION_NEEDED = 3 << 8 | 4;
  private static final int PACKET_TOO_BIG = 2 << 8;
  private static final int LEAST_V4 = 576;
  private static final int LEAST_V6 = 1280;

  private TooBigMessage() {}

  /**
   * The MTU a message reports. Reports that the chain could not use are not believed: no decrease,
   * or less than the least MTU of the family (RFC 8201 §4), which only an attacker or a router of
   * the eighties would send.
   *
   * @param length the packet's checked length in bytes
   * @param ours the headers of our datagrams
   * @param mtu the largest packet we send, in bytes
   * @return below {@code mtu}, or {@link #NONE}
   */
  static int mtu(MemorySegment packet, long offset, int length, DatagramHeader ours, int mtu) {
    if (!ours.isForUs(packet, offset)) {
      return NONE;
    }
    boolean ipv4 = Ip.isIpv4(packet, offset);
    int header = Ip.headerLength(packet, offset);
    int quoted = length - header - ICMP_HEADER;
    long icmp = offset + header;
    if (Ip.protocol(packet, offset) != (ipv4 ? Ip.ICMP : Ip.ICMPV6)
        || !ours.isOurs(packet, icmp + ICMP_HEADER, quoted)
        || (packet.get(DatagramHeader.SHORT, icmp) & 0xFFFF)
            != (ipv4 ? FRAGMENTATION_NEEDED : PACKET_TOO_BIG)
        || !checksumFits(packet, offset, icmp, length - header, ipv4)) {
      return NONE;
    }
    int field = packet.get(DatagramHeader.INT, icmp + 4);
    int reported = ipv4 ? field & 0xFFFF : field;
    return reported >= (ipv4 ? LEAST_V4 : LEAST_V6) && reported < mtu ? reported : NONE;
  }

  private static boolean checksumFits(
      MemorySegment packet, long offset, long icmp, int length, boolean ipv4) {
    long sum = Checksum.sum(packet, icmp, length);
    if (!ipv4) {
      sum += Checksum.pseudoHeader(packet, offset + 8, false, Ip.ICMPV6, length);
    }
    return Checksum.finish(sum) == 0;
  }
}
