package io.veiltun.engine.tun;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * struct virtio_net_hdr, which precedes every packet on a TUN with IFF_VNET_HDR; native byte order
 * (linux-dataplane §2).
 */
final class VnetHeader {
  static final int SIZE = 10;
  static final int NEEDS_CSUM = 1;
  static final int GSO_NONE = 0;
  static final int GSO_TCPV4 = 1;
  static final int GSO_TCPV6 = 4;
  static final int GSO_UDP_L4 = 5;
  static final int GSO_ECN = 0x80;

  private static final int TYPE = 1;
  private static final int HEADER_LENGTH = 2;
  private static final int GSO_SIZE = 4;
  private static final int CSUM_START = 6;
  private static final int CSUM_OFFSET = 8;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private VnetHeader() {}

  static int flags(MemorySegment memory, long header) {
    return Wire.u8(memory, header);
  }

  static int gsoType(MemorySegment memory, long header) {
    return Wire.u8(memory, header + TYPE);
  }

  static int gsoSize(MemorySegment memory, long header) {
    return memory.get(SHORT, header + GSO_SIZE) & 0xFFFF;
  }

  static int csumStart(MemorySegment memory, long header) {
    return memory.get(SHORT, header + CSUM_START) & 0xFFFF;
  }

  static int csumOffset(MemorySegment memory, long header) {
    return memory.get(SHORT, header + CSUM_OFFSET) & 0xFFFF;
  }

  static void write(
      MemorySegment memory,
      long header,
      int flags,
      int gsoType,
      int headerLength,
      int gsoSize,
      int csumStart,
      int csumOffset) {
    Wire.u8(memory, header, flags);
    Wire.u8(memory, header + TYPE, gsoType);
    memory.set(SHORT, header + HEADER_LENGTH, (short) headerLength);
    memory.set(SHORT, header + GSO_SIZE, (short) gsoSize);
    memory.set(SHORT, header + CSUM_START, (short) csumStart);
    memory.set(SHORT, header + CSUM_OFFSET, (short) csumOffset);
  }
}
