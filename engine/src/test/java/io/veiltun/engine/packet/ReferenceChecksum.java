package io.veiltun.engine.packet;

import java.nio.ByteBuffer;

/**
 * The Internet checksum byte by byte after RFC 1071 §4.1: the oracle of tests that build packets.
 */
public final class ReferenceChecksum {
  private ReferenceChecksum() {}

  /** The complemented sum of a whole array; 0 for a range that holds its own right checksum. */
  public static int of(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return (int) ~sum & 0xFFFF;
  }

  /** The checksum of the transport part of an IPv4 (no options) or IPv6 packet. */
  public static int ofTransport(byte[] packet) {
    boolean ipv4 = packet[0] >>> 4 == 4;
    int header = ipv4 ? 20 : 40;
    int length = packet.length - header;
    ByteBuffer pseudo = ByteBuffer.allocate(packet.length + 8);
    pseudo.put(packet, ipv4 ? 12 : 8, ipv4 ? 8 : 32);
    pseudo.putInt(length).putInt(packet[ipv4 ? 9 : 6] & 0xFF).put(packet, header, length);
    return of(java.util.Arrays.copyOf(pseudo.array(), pseudo.position()));
  }
}
