package io.veiltun.engine.tunnel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one peer that wait for a session: at most {@link #MAX_STAGED_PACKETS}, the oldest
 * leaves first when one more arrives (wireguard-protocol §10.1). The memory is taken when the first
 * packet is staged and given back when the queue runs empty, so that an idle peer costs none.
 * Belongs to the send loop.
 */
final class StagedPackets {
  static final int MAX_STAGED_PACKETS = 128;

  private final int slotSize;
  private final int[] lengths = new int[MAX_STAGED_PACKETS];
  private @Nullable MemorySegment memory;
  private int head;
  private int count;

  /** Creates an empty queue for packets of up to {@code slotSize} bytes. */
  StagedPackets(int slotSize) {
    this.slotSize = slotSize;
  }

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
    if (count == MAX_STAGED_PACKETS) {
      removeFirst();
      overflow = 1;
    }
    int slot = (head + count) % MAX_STAGED_PACKETS;
    MemorySegment.copy(source, offset, slab(), (long) slot * slotSize, length);
    lengths[slot] = length;
    count++;
    return overflow;
  }

  /** The length of the oldest packet. */
  int firstLength() {
    return lengths[head];
  }

  /** Copies the oldest packet to {@code target} and removes it. */
  void moveFirst(MemorySegment target, long offset) {
    MemorySegment.copy(slab(), (long) head * slotSize, target, offset, lengths[head]);
    removeFirst();
  }

  /** Forgets every packet and returns how many there were. */
  int clear() {
    int forgotten = count;
    head = 0;
    count = 0;
    memory = null;
    return forgotten;
  }

  private void removeFirst() {
    head = (head + 1) % MAX_STAGED_PACKETS;
    count--;
    if (count == 0) {
      memory = null;
    }
  }

  private MemorySegment slab() {
    MemorySegment current = memory;
    if (current == null) {
      current = Arena.ofAuto().allocate((long) MAX_STAGED_PACKETS * slotSize);
      memory = current;
    }
    return current;
  }
}
