package io.veiltun.multihop;

import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;

/** IPv4 and UDP: no options, DF clear, time to live 64, always with a UDP checksum. */
final class DatagramHeader4 implements DatagramHeader {
  private static final int VERSION_AND_LENGTH = 0x4500 << 16;
  private static final int TTL_AND_PROTOCOL = 64 << 24 | Ip.UDP << 16;

  private final int source;
  private final int destination;
  private final int ports;
  private final int reversePorts;
  private final int headerSum;
  private final int udpSum;
  private int identification;

  DatagramHeader4(
      byte[] source, int sourcePort, byte[] destination, int destinationPort, int identification) {
    this.source = MemorySegment.ofArray(source).get(INT, 0);
    this.destination = MemorySegment.ofArray(destination).get(INT, 0);
    this.identification = identification;
    ports = sourcePort << 16 | destinationPort;
    reversePorts = destinationPort << 16 | sourcePort;
    long addresses = Integer.toUnsignedLong(this.source) + Integer.toUnsignedLong(this.destination);
    headerSum = Checksum.fold(addresses + VERSION_AND_LENGTH + TTL_AND_PROTOCOL);
    udpSum = Checksum.fold(addresses + Ip.UDP + sourcePort + destinationPort);
  }

  @Override
  public int length() {
    return Ip.HEADER_V4 + Ip.HEADER_UDP;
  }

  @Override
  public void write(MemorySegment memory, long offset, int payloadLength) {
    int udpLength = Ip.HEADER_UDP + payloadLength;
    int total = Ip.HEADER_V4 + udpLength;
    int id = identification++ & 0xFFFF;
    memory.set(INT, offset, VERSION_AND_LENGTH | total);
    memory.set(INT, offset + 4, id << 16);
    int checksum = Checksum.finish((long) headerSum + total + id);
    memory.set(INT, offset + 8, TTL_AND_PROTOCOL | checksum);
    memory.set(INT, offset + 12, source);
    memory.set(INT, offset + 16, destination);
    memory.set(INT, offset + 20, ports);
    // The UDP length counts twice: in the pseudo-header and in the header.
    long payload = Checksum.sum(memory, offset + length(), payloadLength);
    int udpChecksum = Checksum.finishUdp(udpSum + 2L * udpLength + payload);
    memory.set(INT, offset + 24, udpLength << 16 | udpChecksum);
  }

  @Override
  public boolean isForUs(MemorySegment packet, long offset) {
    return Ip.isIpv4(packet, offset) && Ip.destination4(packet, offset) == source;
  }

  @Override
  public boolean isFromHop(MemorySegment packet, long offset) {
    return isForUs(packet, offset) && Ip.source4(packet, offset) == destination;
  }

  @Override
  public boolean isFromHopPort(MemorySegment packet, long udp) {
    return packet.get(INT, udp) == reversePorts;
  }

  @Override
  public boolean isOurs(MemorySegment quoted, long offset, int available) {
    return available >= length()
        && quoted.get(BYTE, offset) == 0x45
        && Ip.protocol(quoted, offset) == Ip.UDP
        && !Ip.isLaterFragment4(quoted, offset)
        && Ip.source4(quoted, offset) == source
        && Ip.destination4(quoted, offset) == destination
        && quoted.get(INT, offset + Ip.HEADER_V4) == ports;
  }
}
