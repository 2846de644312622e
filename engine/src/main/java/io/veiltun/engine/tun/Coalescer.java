package io.veiltun.engine.tun;

import io.veiltun.engine.packet.PacketBatch;
import java.util.Arrays;

/**
 * Decides which packets of an inbound batch travel as one super-packet (linux-dataplane §3). The
 * result is a list of items in the order they are to be written; an item is a chain of slots. Order
 * within a flow is kept: only a flow's newest item grows. Belongs to one thread; touches no packet.
 */
final class Coalescer {
  private static final int END = -1;
  private static final int MAX_UDP_SEGMENTS = 64;
  // One writev takes 1024 vectors, one of which is the offload header.
  private static final int MAX_TCP_SEGMENTS = 1023;

  private final FlowHeaders headers;
  private final boolean verify;
  private final int[] table;
  private final int[] next;
  private final int[] heads;
  private final int[] tails;
  private final int[] counts;
  private final int[] payloads;
  private final int[] segmentSizes;
  private final int[] endFlags;
  private final boolean[] closed;
  private int items;

  /**
   * @param capacity the most packets of a batch
   * @param udp whether UDP packets may be merged
   * @param verify whether checksums are verified before merging; the kernel writes new ones
   */
  Coalescer(int capacity, boolean udp, boolean verify) {
    this.verify = verify;
    headers = new FlowHeaders(capacity, udp);
    table = new int[Integer.highestOneBit(capacity) * 4];
    next = new int[capacity];
    heads = new int[capacity];
    tails = new int[capacity];
    counts = new int[capacity];
    payloads = new int[capacity];
    segmentSizes = new int[capacity];
    endFlags = new int[capacity];
    closed = new boolean[capacity];
  }

  /** Works out the items of {@code batch}; holes are left out. */
  void plan(PacketBatch batch) {
    items = 0;
    Arrays.fill(table, 0);
    headers.begin(batch);
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        place(slot);
      }
    }
  }

  /** The number of items. */
  int items() {
    return items;
  }

  /** The slot an item begins with. */
  int head(int item) {
    return heads[item];
  }

  /** The slot behind {@code slot} in its item, or a negative number at the end. */
  int next(int slot) {
    return next[slot];
  }

  /** How many packets an item has. */
  int count(int item) {
    return counts[item];
  }

  /** The sum of an item's payloads, in bytes. */
  int payload(int item) {
    return payloads[item];
  }

  /** The payload of an item's full segments, in bytes. */
  int segmentSize(int item) {
    return segmentSizes[item];
  }

  /** The TCP flags FIN and PSH of an item's last packet. */
  int endFlags(int item) {
    return endFlags[item];
  }

  /** What is known of the headers of the packets just planned. */
  FlowHeaders headers() {
    return headers;
  }

  private void place(int slot) {
    int kind = headers.parse(slot);
    if (kind == FlowHeaders.BARRIER) {
      Arrays.fill(table, 0);
    }
    if (kind < FlowHeaders.FLOW) {
      newItem(slot);
      return;
    }
    int mask = table.length - 1;
    int index = headers.hash(slot) & mask;
    while (table[index] != 0) {
      int item = table[index] - 1;
      if (headers.sameFlow(heads[item], slot)) {
        if (kind == FlowHeaders.FLOW || !merge(item, slot)) {
          table[index] = newItem(slot) + 1;
        }
        return;
      }
      index = index + 1 & mask;
    }
    table[index] = newItem(slot) + 1;
  }

  private int newItem(int slot) {
    int item = items++;
    next[slot] = END;
    heads[item] = slot;
    tails[item] = slot;
    counts[item] = 1;
    payloads[item] = headers.payload(slot);
    segmentSizes[item] = headers.payload(slot);
    endFlags[item] = headers.endFlags(slot);
    closed[item] = !headers.mergeable(slot) || endFlags[item] != 0;
    return item;
  }

  private boolean merge(int item, int slot) {
    int head = heads[item];
    if (!headers.mergeable(head)
        || headers.headerLength(head) + payloads[item] + headers.payload(slot) > Wire.MAX_PACKET
        || !headers.agree(head, slot)) {
      return false;
    }
    if (!headers.isTcp(slot)) {
      return counts[item] < MAX_UDP_SEGMENTS && canAppend(item, slot) && append(item, slot);
    }
    if (counts[item] == MAX_TCP_SEGMENTS) {
      return false;
    }
    int number = headers.sequence(slot);
    if (number == headers.sequence(head) + payloads[item]) {
      return canAppend(item, slot) && append(item, slot);
    }
    if (number + headers.payload(slot) == headers.sequence(head)) {
      return canPrepend(item, slot) && prepend(item, slot);
    }
    return false;
  }

  private boolean canAppend(int item, int slot) {
    return !closed[item]
        && headers.payload(slot) <= segmentSizes[item]
        && headers.follows(heads[item], counts[item], slot)
        && intact(item, slot);
  }

  private boolean append(int item, int slot) {
    next[tails[item]] = slot;
    next[slot] = END;
    tails[item] = slot;
    endFlags[item] = headers.endFlags(slot);
    closed[item] = endFlags[item] != 0 || headers.payload(slot) < segmentSizes[item];
    grow(item, slot);
    return true;
  }

  private boolean canPrepend(int item, int slot) {
    int size = headers.payload(slot);
    return headers.endFlags(slot) == 0
        && (size == segmentSizes[item] || (size > segmentSizes[item] && counts[item] == 1))
        && headers.follows(slot, 1, heads[item])
        && intact(item, slot);
  }

  private boolean prepend(int item, int slot) {
    int size = headers.payload(slot);
    next[slot] = heads[item];
    heads[item] = slot;
    closed[item] |= size > segmentSizes[item];
    segmentSizes[item] = size;
    grow(item, slot);
    return true;
  }

  private void grow(int item, int slot) {
    counts[item]++;
    payloads[item] += headers.payload(slot);
  }

  private boolean intact(int item, int slot) {
    if (!verify) {
      return true;
    }
    if (counts[item] == 1 && !headers.intact(heads[item])) {
      closed[item] = true;
      return false;
    }
    return headers.intact(slot);
  }
}
