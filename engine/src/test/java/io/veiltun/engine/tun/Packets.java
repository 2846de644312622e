package io.veiltun.engine.tun;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** IP packets for tests, built and cut the slow, obvious way: byte by byte, whole checksums. */
final class Packets {
  static final int ACK = 0x10;
  static final int PSH = 0x08;
  static final int FIN = 0x01;

  private Packets() {}

  /** What a test may vary; the rest is fixed. */
  record Header(
      boolean ipv4, boolean tcp, int port, int extension, int options, int trafficClass, int ttl) {
    static Header tcp(boolean ipv4, int port) {
      return new Header(ipv4, true, port, 0, 12, 0, 64);
    }

    static Header udp(boolean ipv4, int port) {
      return new Header(ipv4, false, port, 0, 0, 0, 64);
    }

    int transport() {
      return ipv4 ? 20 : 40 + extension;
    }

    int length() {
      return transport() + (tcp ? 20 + options : 8);
    }

    int checksumOffset() {
      return tcp ? 16 : 6;
    }
  }

  /** A complete packet; {@code sequence}, {@code flags} and {@code window} are TCP's. */
  static byte[] packet(Header header, int id, int sequence, int flags, int window, byte[] payload) {
    byte[] bytes = new byte[header.length() + payload.length];
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    if (header.ipv4()) {
      packet.put(0, (byte) 0x45).put(1, (byte) header.trafficClass());
      packet.putShort(4, (short) id).putShort(6, (short) 0x4000);
      packet.put(8, (byte) header.ttl()).put(9, (byte) (header.tcp() ? 6 : 17));
      packet.putInt(12, 0x0A000001).putInt(16, 0x0A000002);
    } else {
      packet.putInt(0, 6 << 28 | header.trafficClass() << 20 | 0x12345);
      packet.put(7, (byte) header.ttl());
      packet.putLong(8, 0xFD00_0000_0000_0000L).putLong(16, 1);
      packet.putLong(24, 0xFD00_0000_0000_0000L).putLong(32, 2);
      packet.put(6, (byte) (header.extension() > 0 ? 60 : header.tcp() ? 6 : 17));
      if (header.extension() > 0) {
        packet.put(40, (byte) (header.tcp() ? 6 : 17));
        packet.put(41, (byte) (header.extension() / 8 - 1)).put(42, (byte) 1);
        packet.put(43, (byte) (header.extension() - 4));
      }
    }
    int transport = header.transport();
    packet.putShort(transport, (short) header.port()).putShort(transport + 2, (short) 443);
    if (header.tcp()) {
      packet.putInt(transport + 4, sequence).putInt(transport + 8, 0x01020304);
      packet.put(transport + 12, (byte) ((5 + header.options() / 4) << 4));
      packet.put(transport + 13, (byte) flags).putShort(transport + 14, (short) window);
      for (int i = 0; i < header.options(); i++) {
        packet.put(transport + 20 + i, (byte) (i < 2 ? 1 : i * 7));
      }
    }
    packet.put(header.length(), payload);
    complete(bytes, header);
    return bytes;
  }

  /** Sets every length and checksum. */
  static void complete(byte[] bytes, Header header) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    int transport = header.transport();
    int length = bytes.length - transport;
    if (header.ipv4()) {
      packet.putShort(2, (short) bytes.length).putShort(10, (short) 0);
      packet.putShort(10, (short) ~sum(bytes, 0, 20, 0));
    } else {
      packet.putShort(4, (short) (bytes.length - 40));
    }
    if (!header.tcp()) {
      packet.putShort(transport + 4, (short) length);
    }
    int field = transport + header.checksumOffset();
    packet.putShort(field, (short) 0);
    int checksum = ~sum(bytes, transport, bytes.length, pseudo(bytes, header)) & 0xFFFF;
    packet.putShort(field, (short) (checksum == 0 && !header.tcp() ? 0xFFFF : checksum));
  }

  /** The folded sum of the pseudo-header. */
  static int pseudo(byte[] bytes, Header header) {
    int length = bytes.length - header.transport();
    int start = (header.tcp() ? 6 : 17) + length;
    return header.ipv4() ? sum(bytes, 12, 20, start) : sum(bytes, 8, 40, start);
  }

  static int sum(byte[] bytes, int from, int to, int start) {
    long sum = start;
    for (int i = from; i < to; i++) {
      int value = bytes[i] & 0xFF;
      sum += (i - from) % 2 == 0 ? value << 8 : value;
    }
    while (sum > 0xFFFF) {
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (int) sum;
  }

  /** What the kernel hands over for a packet to be cut at {@code size}. */
  static byte[] superPacket(byte[] packet, Header header, int size, int claimedHeaderLength) {
    byte[] bytes = new byte[10 + packet.length];
    int tcpType = header.ipv4() ? 1 : 4;
    ByteBuffer vnet = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    vnet.put(0, (byte) 1).put(1, (byte) (header.tcp() ? tcpType : 5));
    vnet.putShort(2, (short) claimedHeaderLength).putShort(4, (short) size);
    vnet.putShort(6, (short) header.transport()).putShort(8, (short) header.checksumOffset());
    System.arraycopy(packet, 0, bytes, 10, packet.length);
    int field = 10 + header.transport() + header.checksumOffset();
    ByteBuffer.wrap(bytes).putShort(field, (short) pseudo(packet, header));
    return bytes;
  }

  /** The packets {@code packet} becomes when cut at {@code size}. */
  static List<byte[]> segments(byte[] packet, Header header, int size) {
    List<byte[]> segments = new ArrayList<>();
    int start = header.length();
    for (int at = start, i = 0; at < packet.length; at += size, i++) {
      int slice = Math.min(size, packet.length - at);
      byte[] segment = new byte[start + slice];
      System.arraycopy(packet, 0, segment, 0, start);
      System.arraycopy(packet, at, segment, start, slice);
      ByteBuffer fields = ByteBuffer.wrap(segment);
      if (header.ipv4()) {
        fields.putShort(4, (short) (fields.getShort(4) + i));
      }
      if (header.tcp()) {
        int transport = header.transport();
        fields.putInt(transport + 4, fields.getInt(transport + 4) + i * size);
        int flags = fields.get(transport + 13);
        boolean last = at + slice == packet.length;
        fields.put(transport + 13, (byte) (last ? flags : flags & ~(FIN | PSH)));
      }
      complete(segment, header);
      segments.add(segment);
    }
    return segments;
  }
}
