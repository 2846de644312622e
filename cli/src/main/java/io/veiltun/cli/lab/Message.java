package io.veiltun.cli.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Everything about a datagram that whoever has no keys can read and that could tell one message
 * from another: not in it are checksums, the IP header's identification, and a transport message's
 * counter, which differ from datagram to datagram anyway.
 *
 * @param outgoing sent by the host whose device was watched
 * @param length bytes from the IP header on
 * @param ports source and destination
 * @param service IPv4's type of service, IPv6's traffic class and flow label, with the version
 * @param hopLimit IPv4's time to live, IPv6's hop limit
 * @param fragment IPv4's flags and fragment offset; 0 in IPv6
 * @param type the first four bytes of the payload, little-endian: WireGuard's message type and
 *     three bytes that are zero
 * @param receiver of a transport message, the index of the session at its receiver; else 0
 */
record Message(
    boolean outgoing,
    int length,
    int ports,
    int service,
    int hopLimit,
    int fragment,
    int type,
    int receiver) {
  /** The type of messages that carry packets, decoys or nothing. */
  static final int TRANSPORT = 4;

  private static final int TYPE_BYTES = 4;
  private static final int TRANSPORT_HEADER = 16;
  private static final int RECEIVER_AT = 4;
  private static final int COUNTER_AT = 8;
  private static final int UDP_HEADER = 8;
  private static final int SERVICE_V4 = 0xf0ff_0000;

  /**
   * Reads a datagram.
   *
   * @param packet from its network header on; of a segmentation super-packet, all of it
   * @param payload where in {@code packet} the datagram's payload begins
   * @param length bytes on the wire from the IP header on
   * @return empty if the payload is too short to have a type
   */
  static Optional<Message> read(
      ByteBuffer packet, PacketHeader header, boolean outgoing, int payload, int length) {
    int bytes = Math.min(length - header.headerLength(), packet.limit() - payload);
    if (bytes < TYPE_BYTES) {
      return Optional.empty();
    }
    boolean ipv4 = packet.get(0) >> 4 == 4;
    int type = littleEndian(packet, payload);
    boolean transport = (type & 0xff) == TRANSPORT && bytes >= TRANSPORT_HEADER;
    return Optional.of(
        new Message(
            outgoing,
            length,
            packet.getInt(header.headerLength() - UDP_HEADER),
            packet.getInt(0) & (ipv4 ? SERVICE_V4 : -1),
            packet.get(ipv4 ? 8 : 7) & 0xff,
            ipv4 ? packet.getShort(6) : 0,
            type,
            transport ? littleEndian(packet, payload + RECEIVER_AT) : 0));
  }

  /** Whether it may carry a packet or a decoy, by its first byte. */
  boolean transport() {
    return (type & 0xff) == TRANSPORT;
  }

  /** A transport message's counter, 0 of others. */
  static long counter(ByteBuffer packet, int payload) {
    boolean present = packet.limit() - payload >= TRANSPORT_HEADER;
    return present && packet.get(payload) == TRANSPORT
        ? Long.reverseBytes(packet.getLong(payload + COUNTER_AT))
        : 0;
  }

  private static int littleEndian(ByteBuffer packet, int at) {
    return Integer.reverseBytes(packet.order(ByteOrder.BIG_ENDIAN).getInt(at));
  }
}
