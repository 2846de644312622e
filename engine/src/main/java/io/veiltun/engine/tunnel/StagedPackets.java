package io.veiltun.engine.tunnel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one peer that wait for a session: at most {@link #MAX_STAGED_PACKETS}, the oldest
 * leaves first when one more arrives (wireguard-protocol §10.1). Each packet takes the memory it
 * needs when it is staged, whatever the MTU is by then, so that an idle peer costs none and one
 * that waits no more than what waits. Belongs to the send loop.
 */
final class StagedPackets {
  static final int MAX_STAGED_PACKETS = 128;
  private static final int INITIAL_SLOTS = 4;
  private static final byte[] @Nullable [] NONE = {};

  /** A ring of a power of two; empty until something waits. */
  private byte[] @Nullable [] packets = NONE;

  private int head;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  int size() {
    return count;
  }

  /**
   * Copies a packet to the end.
   *
   * @return how many older packets had to go: 0 or 1
   */
  int add(MemorySegment source, long offset, int length) {
    int overflow = 0;
    byte[] spare = null;
    if (count == MAX_STAGED_PACKETS) {
      spare = first();
      removeFirst();
      overflow = 1;
    } else if (count == packets.length) {
      grow();
    }
    byte[] copy = spare != null && spare.length == length ? spare : new byte[length];
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
    packets[(head + count) & (packets.length - 1)] = copy;
    count++;
    return overflow;
  }

  /** The length of the oldest packet. */
  int firstLength() {
    return first().length;
  }

  /** Copies the oldest packet to {@code target} and removes it. */
  void moveFirst(MemorySegment target, long offset) {
    byte[] packet = first();
    MemorySegment.copy(packet, 0, target, ValueLayout.JAVA_BYTE, offset, packet.length);
    removeFirst();
  }

  /** Forgets every packet and returns how many there were. */
  int clear() {
    int forgotten = count;
    head = 0;
    count = 0;
    packets = NONE;
    return forgotten;
  }

  private byte[] first() {
    byte[] packet = count == 0 ? null : packets[head];
    if (packet == null) {
      throw new IllegalStateException("nothing waits");
    }
    return packet;
  }

  private void removeFirst() {
    packets[head] = null;
    head = (head + 1) & (packets.length - 1);
    count--;
    if (count == 0) {
      packets = NONE;
      head = 0;
    }
  }

  private void grow() {
    byte[] @Nullable [] grown =
        Arrays.copyOfRange(packets, head, head + Math.max(INITIAL_SLOTS, 2 * packets.length));
    System.arraycopy(packets, 0, grown, packets.length - head, head);
    packets = grown;
    head = 0;
  }
}
