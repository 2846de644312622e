package io.veiltun.multihop;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The IP and UDP headers of one direction of one hop's datagrams: written before what we send,
 * recognised before what we receive. All that stays the same is worked out once.
 */
sealed interface DatagramHeader permits DatagramHeader4, DatagramHeader6 {
  ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Bytes that {@link #write} writes. */
  int length();

  /**
   * Writes the headers of a datagram, gotatun §2.3.
   *
   * @param offset where the IP header starts; {@link #length()} bytes behind it the payload lies
   * @param payloadLength bytes of payload; with the headers at most 65 535
   */
  void write(MemorySegment memory, long offset, int payloadLength);

  /** Whether a checked IP packet has our family and was sent to our address. */
  boolean isForUs(MemorySegment packet, long offset);

  /** Whether a checked IP packet goes from the hop's address to ours. */
  boolean isFromHop(MemorySegment packet, long offset);

  /** Whether the UDP header at {@code udp} goes from the hop's port to ours. */
  boolean isFromHopPort(MemorySegment packet, long udp);

  /**
   * Whether the bytes at {@code offset}, as many as an ICMP error quoted, are the start of a
   * datagram we sent to the hop.
   */
  boolean isOurs(MemorySegment quoted, long offset, int available);
}
