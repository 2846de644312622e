package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A batch of the tunnel's own datagrams. Its slots are as long as the MTU wants: they grow when a
 * longer packet comes, and what is queued moves along. Belongs to the send loop.
 */
final class OwnBatch {
  static final int CAPACITY = 128;
  private static final int FEWEST = 32;
  private static final int BYTES = 2 << 20;

  private final int headroom;
  private final int tailroom;
  private int room;
  private int slotSize;
  private PacketBatch batch;
  private boolean[] decoys;

  /**
   * Creates an empty batch.
   *
   * @param headroom bytes kept free before each plaintext, for the headers of this tunnel and all
   *     outer ones
   * @param room the longest plaintext, in bytes
   * @param tailroom bytes kept free behind a plaintext of that length
   */
  OwnBatch(int headroom, int room, int tailroom) {
    this.headroom = headroom;
    this.tailroom = tailroom;
    this.room = room;
    slotSize = headroom + room + tailroom + 63 & -64;
    batch = allocate(0);
    decoys = new boolean[batch.capacity()];
  }

  /** Long slots are fewer, but always some more than are taken. */
  private PacketBatch allocate(int taken) {
    int slots = Math.max(Math.min(CAPACITY, Math.max(FEWEST, BYTES / slotSize)), taken + FEWEST);
    return new PacketBatch(Arena.ofAuto().allocate((long) slots * slotSize, 64), slots);
  }

  PacketBatch batch() {
    return batch;
  }

  boolean[] decoys() {
    return decoys;
  }

  boolean hasRoom() {
    return batch.size() < batch.capacity();
  }

  /**
   * Sees to slots for plaintexts of {@code length} bytes, and to no longer ones than of {@code mtu}
   * bytes where nothing is in them.
   */
  void fit(int length, int mtu) {
    int wanted = Math.max(length, mtu);
    if (wanted > room || (wanted < room && batch.isEmpty())) {
      resize(wanted);
    }
  }

  private void resize(int wanted) {
    PacketBatch old = batch;
    boolean[] oldDecoys = decoys;
    int oldSize = slotSize;
    room = wanted;
    slotSize = headroom + wanted + tailroom + 63 & -64;
    batch = allocate(old.size());
    decoys = new boolean[batch.capacity()];
    for (int slot = 0; slot < old.size(); slot++) {
      int from = old.offset(slot);
      int to = slot * slotSize + from - slot * oldSize;
      MemorySegment.copy(old.memory(), from, batch.memory(), to, old.length(slot));
      int start = slot * slotSize;
      batch.add(to, old.length(slot), start, start + slotSize);
      batch.endpoint(slot, old.endpoint(slot));
      batch.peer(slot, old.peer(slot));
      decoys[slot] = oldDecoys[slot];
    }
  }

  /** Where the next plaintext goes. Only if {@link #hasRoom()}. */
  int nextOffset() {
    return batch.size() * slotSize + headroom;
  }

  /** Queues the datagram that was written around {@link #nextOffset()}. */
  void add(int offset, int length, Endpoint endpoint, int peer, boolean decoy) {
    int start = batch.size() * slotSize;
    int slot = batch.add(offset, length, start, start + slotSize);
    batch.endpoint(slot, endpoint);
    batch.peer(slot, peer);
    decoys[slot] = decoy;
  }

  /** Datagrams with data of {@code peer}. */
  int data(int peer) {
    int data = 0;
    for (int slot = 0; slot < batch.size(); slot++) {
      if (batch.peer(slot) == peer && !decoys[slot]) {
        data++;
      }
    }
    return data;
  }
}
