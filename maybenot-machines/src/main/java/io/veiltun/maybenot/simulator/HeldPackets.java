package io.veiltun.maybenot.simulator;

/**
 * Decides whether a packet that was held back shifts the rest of the trace. It does not while other
 * packets of the same burst follow closely: then the burst's last one will.
 */
final class HeldPackets {
  private static final long BURST_GAP = 1_000_000;
  private static final long BURST = 100_000_000;

  /** No shift. */
  static final long NONE = 0;

  private HeldPackets() {}

  /** The shift when a block of {@code end} ends at {@code expiry}, in nanoseconds. */
  static long atExpiry(End end, long expiry) {
    EventQueue.Part part = end.queue.peekBlocking(false);
    if (part == EventQueue.Part.NONE) {
      return NONE;
    }
    long head = end.queue.head(part).time;
    if (head >= expiry || baseFollows(end, head, end.aggregateDelay())) {
      return NONE;
    }
    return expiry - lastOfBurst(end, head);
  }

  private static long lastOfBurst(End end, long head) {
    EventHeap blocking = end.queue.blocking();
    EventHeap bypassable = end.queue.bypassable();
    if (blocking.size() + bypassable.size() <= 2) {
      return head;
    }
    return Math.max(lastWithin(blocking, head), lastWithin(bypassable, head));
  }

  private static long lastWithin(EventHeap heap, long head) {
    long last = head;
    for (int i = 0; i < heap.size(); i++) {
      long time = heap.at(i).time;
      if (time - head <= BURST_GAP && time > last) {
        last = time;
      }
    }
    return last;
  }

  /** The shift when {@code packet} leaves a block in place of padding that may pass it. */
  static long atReplacement(End end, SimulationEvent packet, long now) {
    return othersFollow(end, packet.time) || baseFollows(end, packet.time, end.aggregateDelay())
        ? NONE
        : Math.max(now - packet.time, NONE);
  }

  /** Whether a bottleneck that delays a packet sent at {@code time} shifts the rest. */
  static boolean shiftsAtBottleneck(End end, long time, long aggregateDelay) {
    return !othersFollow(end, time) && !baseFollows(end, time, aggregateDelay);
  }

  private static boolean baseFollows(End end, long time, long aggregateDelay) {
    return end.queue.hasBase() && end.queue.baseTime() + aggregateDelay - time <= BURST_GAP;
  }

  private static boolean othersFollow(End end, long time) {
    return anyWithin(end.queue.blocking(), time) || anyWithin(end.queue.bypassable(), time);
  }

  private static boolean anyWithin(EventHeap heap, long time) {
    for (int i = 0; i < heap.size(); i++) {
      if (heap.at(i).time - time <= BURST) {
        return true;
      }
    }
    return false;
  }
}
