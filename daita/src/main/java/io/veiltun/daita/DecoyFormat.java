package io.veiltun.daita;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.veiltun.engine.shape.Shaper.Arrival;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The plaintext of a decoy, as GotaTun and Mullvad's wireguard-go write it: a marker where an IP
 * packet has its version, a byte that others send as 0 and ignore, the whole length big-endian, and
 * zeros. Every WireGuard without DAITA discards it as no IP packet.
 *
 * <pre>
 * 0      1      2      4            8            10
 * 0xFF | flag | length | [probe id] | [probe size] | zeros
 * </pre>
 *
 * <p>The flag is ours: a decoy may ask the other end to say that it arrived. An end that does not
 * know the flag counts the decoy and says nothing.
 */
final class DecoyFormat {
  static final byte MARKER = (byte) 0xFF;
  static final byte PLAIN = 0;
  static final byte PROBE = 1;
  static final byte ANSWER = 2;

  /** The header of a decoy that carries nothing. */
  static final int HEADER = 4;

  /** The least length of a probe or an answer. */
  static final int PROBE_HEADER = 10;

  /** What our probes and answers are known by; any number would do. */
  private static final int PROBE_ID = 0x5645494c;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private DecoyFormat() {}

  /** Tells packets and decoys apart by the first byte, and sound decoys from others. */
  static Arrival arrival(MemorySegment memory, int offset, int length) {
    if (memory.get(JAVA_BYTE, offset) != MARKER) {
      return Arrival.PACKET;
    }
    boolean sound = length >= HEADER && (memory.get(SHORT, offset + 2L) & 0xFFFF) <= length;
    return sound ? Arrival.DECOY : Arrival.MALFORMED;
  }

  /** The flag of a decoy of ours; others leave what they like in its place. */
  static byte flag(MemorySegment memory, int offset, int length) {
    boolean ours = length >= PROBE_HEADER && memory.get(INT, offset + 4L) == PROBE_ID;
    return ours ? memory.get(JAVA_BYTE, offset + 1L) : PLAIN;
  }

  static int probeSize(MemorySegment memory, int offset) {
    return memory.get(SHORT, offset + 8L) & 0xFFFF;
  }

  /** Writes a decoy of {@code length} bytes at the start of {@code memory}, which holds zeros. */
  static void write(MemorySegment memory, int length) {
    writeHeader(memory, length, PLAIN, 0);
  }

  /** Writes a probe of {@code length} bytes, or the answer to one that had {@code size} bytes. */
  static void writeHeader(MemorySegment memory, int length, byte flag, int size) {
    memory.set(JAVA_BYTE, 0, MARKER);
    memory.set(JAVA_BYTE, 1, flag);
    memory.set(SHORT, 2, (short) length);
    if (length >= PROBE_HEADER) {
      memory.set(INT, 4, flag == PLAIN ? 0 : PROBE_ID);
      memory.set(SHORT, 8, (short) size);
    }
  }
}
