package io.veiltun.engine.memory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Makes IP packets for tests: right headers, UDP, a payload that tells packets apart. */
public final class Packets {
  private Packets() {}

  /** The bytes of a literal address. */
  public static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  /**
   * A UDP packet of {@code length} bytes in all between two literal addresses, with {@code number}
   * in its payload.
   */
  public static byte[] udp(String source, String destination, int length, int number) {
    byte[] from = address(source);
    byte[] to = address(destination);
    ByteBuffer packet = ByteBuffer.allocate(length);
    if (from.length == 4) {
      packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putShort((short) number);
      packet.putShort((short) 0x4000).put((byte) 64).put((byte) 17).putShort((short) 0);
      packet.put(from).put(to);
      packet.putShort(10, (short) checksum(packet.array(), 20));
    } else {
      packet.putInt(0x60000000).putShort((short) (length - 40)).put((byte) 17).put((byte) 64);
      packet.put(from).put(to);
    }
    packet.putShort((short) 4000).putShort((short) 5000);
    packet.putShort((short) (length - packet.position() + 4)).putShort((short) 0);
    while (packet.remaining() >= 4) {
      packet.putInt(number);
    }
    return packet.array();
  }

  private static int checksum(byte[] bytes, int length) {
    int sum = 0;
    for (int i = 0; i < length; i += 2) {
      sum += (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF);
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return ~sum & 0xFFFF;
  }
}
