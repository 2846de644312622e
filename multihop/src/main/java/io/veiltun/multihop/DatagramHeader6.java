package io.veiltun.multihop;

import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;

/** IPv6 and UDP: no extension headers, hop limit 64, a flow label that stays the same. */
final class DatagramHeader6 implements DatagramHeader {
  private static final int NEXT_HEADER_AND_HOP_LIMIT = Ip.UDP << 8 | 64;
  private static final int FLOW_LABEL = 0xF_FFFF;

  private final long sourceHigh;
  private final long sourceLow;
  private final long destinationHigh;
  private final long destinationLow;
  private final int versionAndFlow;
  private final int ports;
  private final int reversePorts;
  private final long udpSum;

  /**
   * @param connectionId its low 20 bits become the flow label
   */
  DatagramHeader6(
      byte[] source, int sourcePort, byte[] destination, int destinationPort, int connectionId) {
    MemorySegment from = MemorySegment.ofArray(source);
    MemorySegment to = MemorySegment.ofArray(destination);
    sourceHigh = from.get(LONG, 0);
    sourceLow = from.get(LONG, 8);
    destinationHigh = to.get(LONG, 0);
    destinationLow = to.get(LONG, 8);
    versionAndFlow = 6 << 28 | (connectionId & FLOW_LABEL);
    ports = sourcePort << 16 | destinationPort;
    reversePorts = destinationPort << 16 | sourcePort;
    udpSum =
        Checksum.sum(from, 0, 16) + Checksum.sum(to, 0, 16) + Ip.UDP + sourcePort + destinationPort;
  }

  @Override
  public int length() {
    return Ip.HEADER_V6 + Ip.HEADER_UDP;
  }

  @Override
  public void write(MemorySegment memory, long offset, int payloadLength) {
    int udpLength = Ip.HEADER_UDP + payloadLength;
    memory.set(INT, offset, versionAndFlow);
    memory.set(INT, offset + 4, udpLength << 16 | NEXT_HEADER_AND_HOP_LIMIT);
    memory.set(LONG, offset + 8, sourceHigh);
    memory.set(LONG, offset + 16, sourceLow);
    memory.set(LONG, offset + 24, destinationHigh);
    memory.set(LONG, offset + 32, destinationLow);
    memory.set(INT, offset + 40, ports);
    // The UDP length counts twice: in the pseudo-header and in the header.
    long payload = Checksum.sum(memory, offset + length(), payloadLength);
    int udpChecksum = Checksum.finishUdp(udpSum + 2L * udpLength + payload);
    memory.set(INT, offset + 44, udpLength << 16 | udpChecksum);
  }

  @Override
  public boolean isForUs(MemorySegment packet, long offset) {
    return !Ip.isIpv4(packet, offset)
        && Ip.destinationHigh(packet, offset) == sourceHigh
        && Ip.destinationLow(packet, offset) == sourceLow;
  }

  @Override
  public boolean isFromHop(MemorySegment packet, long offset) {
    return isForUs(packet, offset)
        && Ip.sourceHigh(packet, offset) == destinationHigh
        && Ip.sourceLow(packet, offset) == destinationLow;
  }

  @Override
  public boolean isFromHopPort(MemorySegment packet, long udp) {
    return packet.get(INT, udp) == reversePorts;
  }

  @Override
  public boolean isOurs(MemorySegment quoted, long offset, int available) {
    return available >= length()
        && Ip.version(quoted, offset) == 6
        && Ip.protocol(quoted, offset) == Ip.UDP
        && Ip.sourceHigh(quoted, offset) == sourceHigh
        && Ip.sourceLow(quoted, offset) == sourceLow
        && Ip.destinationHigh(quoted, offset) == destinationHigh
        && Ip.destinationLow(quoted, offset) == destinationLow
        && quoted.get(INT, offset + Ip.HEADER_V6) == ports;
  }
}
