package io.veiltun.multihop;

import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;

/**
 * What the headers of one IP fragment say: IPv4 (RFC 791 §3.1) or IPv6 with a fragment header right
 * behind the fixed one (RFC 8200 §4.5). Read anew for every fragment, so that none is allocated.
 */
final class FragmentHeader {
  private static final int LENGTH_V6 = 8;
  private static final int UNIT = 8;
  private static final int LARGEST_DATAGRAM = 65_535;

  private int identification;
  private int protocol;
  private int position;
  private int headers;
  private int length;
  private boolean more;

  /**
   * Reads the headers of a checked packet for which {@link Ip#isFragment} holds.
   *
   * @param packetLength its checked length in bytes
   * @return whether they make sense: some data, in whole units of 8 bytes unless it is the last,
   *     and no byte beyond the largest IP datagram, its header included
   */
  boolean read(MemorySegment packet, long offset, int packetLength) {
    headers = Ip.headerLength(packet, offset);
    if (Ip.isIpv4(packet, offset)) {
      readV4(packet, offset);
    } else {
      if (packetLength < headers + LENGTH_V6) {
        return false;
      }
      readV6(packet, offset + headers);
      headers += LENGTH_V6;
    }
    length = packetLength - headers;
    return length > 0
        && (!more || length % UNIT == 0)
        && headers + position + length <= LARGEST_DATAGRAM;
  }

  private void readV4(MemorySegment packet, long offset) {
    int field = packet.get(DatagramHeader.SHORT, offset + 6);
    identification = packet.get(DatagramHeader.SHORT, offset + 4) & 0xFFFF;
    protocol = Ip.protocol(packet, offset);
    position = (field & 0x1FFF) * UNIT;
    more = (field & 0x2000) != 0;
  }

  private void readV6(MemorySegment packet, long header) {
    int field = packet.get(DatagramHeader.SHORT, header + 2);
    identification = packet.get(DatagramHeader.INT, header + 4);
    protocol = packet.get(DatagramHeader.BYTE, header) & 0xFF;
    position = field & 0xFFF8;
    more = (field & 1) != 0;
  }

  /** What all fragments of a datagram have in common: 16 bits (IPv4) or 32 (IPv6). */
  int identification() {
    return identification;
  }

  /** The protocol of the datagram. */
  int protocol() {
    return protocol;
  }

  /** Bytes of headers before the data. */
  int headers() {
    return headers;
  }

  /** Where in the datagram the data belongs, in bytes: a multiple of 8. */
  int position() {
    return position;
  }

  /** Bytes of data, at least 1. */
  int length() {
    return length;
  }

  /** Where in the datagram the data ends, in bytes. */
  int end() {
    return position + length;
  }

  /** Whether more of the datagram follows behind this fragment. */
  boolean more() {
    return more;
  }

  /** Whether the fragment is the whole datagram: "atomic" (RFC 6946), IPv6 only. */
  boolean isAtomic() {
    return position == 0 && !more;
  }
}
