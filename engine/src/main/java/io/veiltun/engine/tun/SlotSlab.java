package io.veiltun.engine.tun;

import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory of one outbound batch: equal slots with room before and behind each packet, and one
 * spare slot for a packet longer than the MTU, which the tunnel answers with an ICMP error.
 */
final class SlotSlab {
  private static final int FEWEST = 32;
  private static final int BYTES = 2 << 20;

  private final PacketBatch batch;
  private final int mtu;
  private final int headroom;
  private final int tailroom;
  private final int stride;
  private boolean spareTaken;

  /**
   * Creates a slab.
   *
   * @param capacity the most packets; fewer where they may be long
   */
  SlotSlab(int capacity, int mtu, int headroom, int tailroom) {
    this.mtu = mtu;
    this.headroom = headroom;
    this.tailroom = tailroom;
    stride = headroom + mtu + tailroom + 63 & ~63;
    long spare = (long) headroom + Wire.MAX_PACKET + tailroom;
    int slots = Math.min(capacity, Math.max(FEWEST, BYTES / stride));
    MemorySegment memory = Arena.ofAuto().allocate((long) slots * stride + spare, 64);
    batch = new PacketBatch(memory, slots);
  }

  /** The longest packet that has a slot of its own. */
  int mtu() {
    return mtu;
  }

  PacketBatch batch() {
    return batch;
  }

  void clear() {
    batch.clear();
    spareTaken = false;
  }

  /**
   * Adds an uninitialised packet of {@code length} bytes.
   *
   * @return its offset, or -1 if it must wait for the next batch
   */
  int add(int length) {
    int slot = batch.size();
    if (slot == batch.capacity()) {
      return -1;
    }
    int room = mtu;
    int start = slot * stride;
    if (length > mtu) {
      if (spareTaken) {
        return -1;
      }
      spareTaken = true;
      room = Wire.MAX_PACKET;
      start = batch.capacity() * stride;
    }
    int offset = start + headroom;
    batch.add(offset, length, start, offset + room + tailroom);
    return offset;
  }
}
