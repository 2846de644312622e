package io.veiltun.daita;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a block holds back, in order: packets of the user as plaintext, so that a new key or another
 * endpoint does not matter to them, and decoys, of which only the place in the queue is kept. The
 * memory is taken with the first packet and given back when the queue has been emptied. Belongs to
 * the send loop.
 */
final class HeldPackets {
  /** How many packets and decoys can be held. */
  static final int CAPACITY = 1024;

  private static final int DECOY = -1;

  private final int[] lengths = new int[CAPACITY];
  private final long[] since = new long[CAPACITY];
  private @Nullable MemorySegment memory;
  private int slotSize;
  private int head;
  private int size;
  private int packets;

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  int size() {
    return size;
  }

  /** How many of them are packets of the user. */
  int packets() {
    return packets;
  }

  /** Appends a copy of a packet; not if full. */
  void add(MemorySegment source, long offset, int length, int mtu, long now) {
    MemorySegment slab = slab(mtu);
    int slot = next(length, now);
    MemorySegment.copy(source, offset, slab, (long) slot * slotSize, length);
    packets++;
  }

  /** Appends a decoy; not if full. */
  void addDecoy(long now) {
    next(DECOY, now);
  }

  private int next(int length, long now) {
    int slot = (head + size++) % CAPACITY;
    lengths[slot] = length;
    since[slot] = now;
    return slot;
  }

  private MemorySegment slab(int mtu) {
    MemorySegment current = memory;
    if (current == null) {
      slotSize = mtu;
      current = Arena.ofAuto().allocate((long) CAPACITY * mtu);
      memory = current;
    }
    return current;
  }

  /** Whether the oldest is a decoy. */
  boolean headIsDecoy() {
    return lengths[head] == DECOY;
  }

  /** The memory of the oldest, which is a packet. */
  MemorySegment memory() {
    if (memory == null) {
      throw new IllegalStateException("nothing is held");
    }
    return memory;
  }

  /** Where the oldest, a packet, starts in {@link #memory()}. */
  long headOffset() {
    return (long) head * slotSize;
  }

  int headLength() {
    return lengths[head];
  }

  /** Since when the oldest packet of the user is held; only if there is one. */
  long oldestPacketSince() {
    int slot = head;
    while (lengths[slot] == DECOY) {
      slot = (slot + 1) % CAPACITY;
    }
    return since[slot];
  }

  void removeHead() {
    if (!headIsDecoy()) {
      packets--;
    }
    head = (head + 1) % CAPACITY;
    size--;
    if (size == 0) {
      memory = null;
    }
  }

  /** Forgets everything; returns how many packets of the user that were. */
  int clear() {
    int forgotten = packets;
    head = 0;
    size = 0;
    packets = 0;
    memory = null;
    return forgotten;
  }
}
