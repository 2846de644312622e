package io.veiltun.multihop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts IP packets into fragments as a router (IPv4) or a sender (IPv6) does. */
final class Fragments {
  private Fragments() {}

  /** All fragments of {@code packet} in order, none longer than {@code mtu}. */
  static List<byte[]> of(byte[] packet, int mtu, int identification) {
    int data = packet.length - header(packet);
    int step = (mtu - header(packet) - (isIpv4(packet) ? 0 : 8)) & -8;
    List<byte[]> fragments = new ArrayList<>();
    for (int from = 0; from < data; from += step) {
      int to = Math.min(from + step, data);
      fragments.add(of(packet, identification, from, to, to < data));
    }
    return fragments;
  }

  /**
   * One fragment with the bytes {@code from} to {@code to} of the packet's data, zeros where it has
   * none.
   */
  static byte[] of(byte[] packet, int identification, int from, int to, boolean more) {
    int header = header(packet);
    byte[] data = Arrays.copyOfRange(packet, header, header + Math.max(to, from));
    if (isIpv4(packet)) {
      ByteBuffer fragment = ByteBuffer.allocate(header + to - from);
      fragment.put(packet, 0, header).put(data, from, to - from);
      fragment.putShort(2, (short) fragment.capacity()).putShort(4, (short) identification);
      fragment.putShort(6, (short) (from / 8 | (more ? 0x2000 : 0)));
      return Packets.withHeaderChecksum(fragment.array());
    }
    ByteBuffer fragment = ByteBuffer.allocate(header + 8 + to - from);
    fragment.put(packet, 0, header).put(packet[6]).put((byte) 0);
    fragment.putShort((short) (from | (more ? 1 : 0))).putInt(identification);
    fragment.put(data, from, to - from);
    fragment.putShort(4, (short) (8 + to - from)).put(6, (byte) 44);
    return fragment.array();
  }

  private static boolean isIpv4(byte[] packet) {
    return packet[0] >>> 4 == 4;
  }

  private static int header(byte[] packet) {
    return isIpv4(packet) ? 20 : 40;
  }
}
