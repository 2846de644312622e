package io.veiltun.daita;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a block holds back, in order: packets of the user as plaintext, so that a new key or another
 * endpoint does not matter to them, and decoys, of which only the place in the queue is kept. The
 * memory grows with the queue; what is much goes back when the queue runs empty. Belongs to the
 * send loop, on whose thread alone it is used.
 */
final class HeldPackets {
  /** How many packets and decoys can be held at most. */
  static final int CAPACITY = 1024;

  private static final int DECOY = -1;

  private static final int FIRST_CAPACITY = 8;

  /** What an empty queue keeps for the next block; thousands of peers may have one. */
  private static final int KEPT_CAPACITY = 32;

  private final int most;
  private int capacity;
  private int[] lengths = {};
  private long[] since = {};
  private @Nullable Arena arena;
  private @Nullable MemorySegment memory;
  private int slotSize;
  private int head;
  private int size;
  private int packets;

  /** An empty queue for at most {@code most} packets and decoys, 1 to {@link #CAPACITY}. */
  HeldPackets(int most) {
    this.most = most;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == most;
  }

  int size() {
    return size;
  }

  /** How many more can be held. */
  int free() {
    return most - size;
  }

  /** How many of them are packets of the user. */
  int packets() {
    return packets;
  }

  /** Appends a copy of a packet of up to {@code mtu} bytes; not if full. */
  void add(MemorySegment source, long offset, int length, int mtu, long now) {
    int slot = next(length, mtu, now);
    MemorySegment.copy(source, offset, memory(), (long) slot * slotSize, length);
    packets++;
  }

  /** Appends a decoy; not if full. */
  void addDecoy(int mtu, long now) {
    next(DECOY, mtu, now);
  }

  private int next(int length, int mtu, long now) {
    if (size == capacity) {
      grow(mtu);
    }
    int slot = (head + size++) % capacity;
    lengths[slot] = length;
    since[slot] = now;
    return slot;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed when it is too small or no longer needed
  private void grow(int mtu) {
    int larger = capacity == 0 ? FIRST_CAPACITY : 2 * capacity;
    int[] movedLengths = new int[larger];
    long[] movedSince = new long[larger];
    Arena movedTo = Arena.ofConfined();
    MemorySegment moved = movedTo.allocate((long) larger * mtu, 64);
    for (int i = 0; i < size; i++) {
      int slot = (head + i) % capacity;
      movedLengths[i] = lengths[slot];
      movedSince[i] = since[slot];
      if (lengths[slot] != DECOY) {
        MemorySegment.copy(memory(), (long) slot * slotSize, moved, (long) i * mtu, lengths[slot]);
      }
    }
    closeArena();
    arena = movedTo;
    lengths = movedLengths;
    since = movedSince;
    memory = moved;
    slotSize = mtu;
    capacity = larger;
    head = 0;
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
      slot = (slot + 1) % capacity;
    }
    return since[slot];
  }

  void removeHead() {
    if (!headIsDecoy()) {
      packets--;
    }
    head = (head + 1) % capacity;
    size--;
    if (size == 0 && capacity > KEPT_CAPACITY) {
      clear();
    }
  }

  int capacity() {
    return capacity;
  }

  private void closeArena() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  /** Forgets everything; returns how many packets of the user that were. */
  int clear() {
    int forgotten = packets;
    head = 0;
    size = 0;
    packets = 0;
    capacity = 0;
    memory = null;
    closeArena();
    return forgotten;
  }
}
