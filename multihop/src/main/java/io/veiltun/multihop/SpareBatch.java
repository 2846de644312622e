package io.veiltun.multihop;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of a batch in which a packet outgrew its slot: all slots of a batch lie in one
 * memory, and a slot as a socket fills it has no room to spare. Everything that is left of the
 * batch is copied, in order, slot by slot; only batches with a reassembled datagram pay that.
 *
 * <p>Its memory is allocated for the first such batch, large enough for every one of that capacity.
 */
final class SpareBatch {
  private final int largest;
  private @Nullable PacketBatch batch;
  private boolean inUse;
  private int free;

  /**
   * @param largest bytes of the largest packet that is {@link #put}
   */
  SpareBatch(int largest) {
    this.largest = largest;
  }

  /**
   * Puts a packet in place of slot {@code slot} of {@code original}; slots are put in ascending
   * order.
   *
   * @param source holds the packet from {@code start} to {@code end}
   */
  void put(
      PacketBatch original, int slot, MemorySegment source, int start, int end, Endpoint from) {
    PacketBatch spare = inUse && batch != null ? batch : begin(original);
    copy(original, spare, slot);
    append(spare, source, start, end - start, from);
  }

  private PacketBatch begin(PacketBatch original) {
    long needed = original.memory().byteSize() + (long) original.capacity() * largest;
    PacketBatch spare = batch;
    if (spare == null
        || spare.memory().byteSize() < needed
        || spare.capacity() < original.capacity()) {
      spare = new PacketBatch(Arena.ofAuto().allocate(needed, 64), original.capacity());
      batch = spare;
    }
    spare.clear();
    free = 0;
    inUse = true;
    return spare;
  }

  /**
   * What goes on in place of {@code original}, all of whose slots are done with: itself, unless
   * something was put since the last call.
   */
  PacketBatch replacing(PacketBatch original) {
    if (!inUse || batch == null) {
      return original;
    }
    inUse = false;
    copy(original, batch, original.size());
    return batch;
  }

  private void copy(PacketBatch original, PacketBatch spare, int until) {
    for (int slot = spare.size(); slot < until; slot++) {
      if (original.isDropped(slot)) {
        spare.drop(spare.add(free, 0, free, free));
      } else {
        append(
            spare,
            original.memory(),
            original.offset(slot),
            original.length(slot),
            original.endpoint(slot));
      }
    }
  }

  private void append(
      PacketBatch spare, MemorySegment source, long offset, int length, @Nullable Endpoint from) {
    MemorySegment.copy(source, offset, spare.memory(), free, length);
    int slot = spare.add(free, length, free, free + length);
    spare.endpoint(slot, from);
    free += length;
  }
}
