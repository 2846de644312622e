package io.veiltun.multihop;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.packet.ReferenceChecksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Packets as byte arrays, built and taken apart without the code under test, and as batches. */
final class Packets {
  static final int HEADROOM = 256;
  static final int TAILROOM = 128;

  private Packets() {}

  static byte[] address(String literal) {
    return InetAddress.ofLiteral(literal).getAddress();
  }

  static Endpoint endpoint(String literal, int port) {
    return Endpoint.of(address(literal), port, 0);
  }

  /** A batch of one slot for each packet, with room around it. */
  static PacketBatch batch(byte[]... packets) {
    int room = HEADROOM + TAILROOM;
    int bytes = Arrays.stream(packets).mapToInt(packet -> packet.length + room).sum();
    MemorySegment memory = Arena.ofAuto().allocate(bytes, 64);
    PacketBatch batch = new PacketBatch(memory, packets.length);
    int at = 0;
    for (byte[] packet : packets) {
      int offset = at + HEADROOM;
      int limit = offset + packet.length + TAILROOM;
      MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, offset, packet.length);
      batch.add(offset, packet.length, at, limit);
      at = limit;
    }
    return batch;
  }

  static PacketBatch to(Endpoint hop, PacketBatch batch) {
    for (int slot = 0; slot < batch.size(); slot++) {
      batch.endpoint(slot, hop);
    }
    return batch;
  }

  static byte[] bytes(PacketBatch batch, int slot) {
    return batch
        .memory()
        .asSlice(batch.offset(slot), batch.length(slot))
        .toArray(ValueLayout.JAVA_BYTE);
  }

  static byte[] ip(byte[] source, byte[] destination, int protocol, byte[] payload) {
    boolean ipv4 = source.length == 4;
    ByteBuffer packet = ByteBuffer.allocate((ipv4 ? 20 : 40) + payload.length);
    if (ipv4) {
      packet.putInt(0x45000000 | packet.capacity()).putInt(0).putInt(0x40000000 | protocol << 16);
    } else {
      packet.putInt(0x60000000).putInt(payload.length << 16 | protocol << 8 | 64);
    }
    packet.put(source).put(destination).put(payload);
    return ipv4 ? withHeaderChecksum(packet.array()) : packet.array();
  }

  /** Corrects the checksum of an IPv4 header in place. */
  static byte[] withHeaderChecksum(byte[] packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    int header = Math.min(Math.max((packet[0] & 0xF) * 4, 20), packet.length);
    bytes.putShort(10, (short) 0);
    return bytes.putShort(10, (short) ReferenceChecksum.of(Arrays.copyOf(packet, header))).array();
  }

  /** A UDP datagram in an IP packet; the UDP checksum stays 0. */
  static byte[] udp(
      byte[] source, int sourcePort, byte[] destination, int destinationPort, byte[] payload) {
    ByteBuffer udp = ByteBuffer.allocate(8 + payload.length);
    udp.putShort((short) sourcePort).putShort((short) destinationPort);
    udp.putShort((short) udp.capacity()).putShort((short) 0).put(payload);
    return ip(source, destination, 17, udp.array());
  }

  /** An ICMP or ICMPv6 message with its checksum. */
  static byte[] icmp(
      byte[] source, byte[] destination, int type, int code, int field, byte[] quoted) {
    ByteBuffer icmp = ByteBuffer.allocate(8 + quoted.length);
    icmp.put((byte) type).put((byte) code).putShort((short) 0).putInt(field).put(quoted);
    boolean ipv4 = source.length == 4;
    byte[] packet = ip(source, destination, ipv4 ? 1 : 58, icmp.array());
    int checksum =
        ipv4 ? ReferenceChecksum.of(icmp.array()) : ReferenceChecksum.ofTransport(packet);
    return ByteBuffer.wrap(packet).putShort((ipv4 ? 20 : 40) + 2, (short) checksum).array();
  }

  /** What the far end would answer: addresses and ports exchanged, which keeps all checksums. */
  static byte[] reply(byte[] packet) {
    boolean ipv4 = packet[0] >>> 4 == 4;
    int addresses = ipv4 ? 12 : 8;
    int size = ipv4 ? 4 : 16;
    byte[] reply = packet.clone();
    System.arraycopy(packet, addresses, reply, addresses + size, size);
    System.arraycopy(packet, addresses + size, reply, addresses, size);
    int ports = addresses + 2 * size;
    System.arraycopy(packet, ports, reply, ports + 2, 2);
    System.arraycopy(packet, ports + 2, reply, ports, 2);
    return reply;
  }
}
