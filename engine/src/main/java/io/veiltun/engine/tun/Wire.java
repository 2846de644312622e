package io.veiltun.engine.tun;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Unsigned fields in network order, and where they lie in IP, TCP and UDP headers. */
final class Wire {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int IPV4_HEADER = 20;
  static final int IPV6_HEADER = 40;
  static final int UDP_HEADER = 8;
  static final int TCP_HEADER = 20;
  static final int TCP_FIN = 1;
  static final int TCP_PSH = 8;
  static final int TCP_ACK = 0x10;
  static final int TCP_CWR = 0x80;
  static final int MAX_PACKET = 65535;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Wire() {}

  static int u8(MemorySegment memory, long offset) {
    return memory.get(BYTE, offset) & 0xFF;
  }

  static void u8(MemorySegment memory, long offset, int value) {
    memory.set(BYTE, offset, (byte) value);
  }

  static int u16(MemorySegment memory, long offset) {
    return memory.get(SHORT, offset) & 0xFFFF;
  }

  static void u16(MemorySegment memory, long offset, int value) {
    memory.set(SHORT, offset, (short) value);
  }

  static int i32(MemorySegment memory, long offset) {
    return memory.get(INT, offset);
  }

  static void i32(MemorySegment memory, long offset, int value) {
    memory.set(INT, offset, value);
  }
}
