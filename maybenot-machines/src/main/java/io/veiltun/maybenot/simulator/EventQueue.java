package io.veiltun.maybenot.simulator;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one end still has to do, in four queues: packets of the trace, packets that blocking holds,
 * packets that may pass a bypassable block, and everything else.
 */
final class EventQueue {
  /** Which of the four queues a look into them found. */
  enum Part {
    NONE,
    BASE,
    BLOCKING,
    BYPASSABLE,
    INTERNAL
  }

  private final EventPool pool;
  private final EventHeap blocking = new EventHeap();
  private final EventHeap bypassable = new EventHeap();
  private final EventHeap internal = new EventHeap();
  private long[] baseTimes = new long[64];
  private long[] baseDelays = new long[64];
  private int baseSize;
  private int baseNext;
  private int internalPackets;
  private boolean stable;
  private long pushed;
  private final boolean client;

  EventQueue(EventPool pool, boolean client) {
    this.pool = pool;
    this.client = client;
  }

  /** Starts anew; {@code stable} keeps equal events in the order in which they are pushed. */
  void clear(boolean stable) {
    this.stable = stable;
    pushed = 0;
    blocking.drainTo(pool);
    bypassable.drainTo(pool);
    internal.drainTo(pool);
    baseSize = 0;
    baseNext = 0;
    internalPackets = 0;
  }

  /** Adds a packet of the trace. Times must not decrease. */
  void addBase(long time, long integrationDelay) {
    if (baseSize == baseTimes.length) {
      baseTimes = Arrays.copyOf(baseTimes, 2 * baseSize);
      baseDelays = Arrays.copyOf(baseDelays, 2 * baseSize);
    }
    int at = baseSize++;
    while (at > 0 && baseTimes[at - 1] > time) {
      baseTimes[at] = baseTimes[at - 1];
      baseDelays[at] = baseDelays[at - 1];
      at--;
    }
    baseTimes[at] = time;
    baseDelays[at] = integrationDelay;
  }

  void push(SimulationEvent event) {
    event.sequence = stable ? ++pushed : 0;
    if (event.rank == SimulationEvent.TUNNEL_SENT) {
      (event.bypass ? bypassable : blocking).push(event);
    } else {
      internal.push(event);
      internalPackets += countsAsPacket(event) ? 1 : 0;
    }
  }

  /** True while packets of the trace or padding are on their way. */
  boolean hasPackets() {
    return hasBase() || !blocking.isEmpty() || !bypassable.isEmpty() || internalPackets > 0;
  }

  boolean isEmpty() {
    return !hasBase() && blocking.isEmpty() && bypassable.isEmpty() && internal.isEmpty();
  }

  boolean hasBase() {
    return baseNext < baseSize;
  }

  /** When the next packet of the trace is due without aggregate delay. */
  long baseTime() {
    return baseTimes[baseNext];
  }

  EventHeap blocking() {
    return blocking;
  }

  EventHeap bypassable() {
    return bypassable;
  }

  /** The time of the part's earliest event; {@code aggregate} is added to packets of the trace. */
  long time(Part part, long aggregate) {
    return part == Part.BASE ? baseTime() + aggregate : head(part).time;
  }

  int rank(Part part) {
    return part == Part.BASE ? SimulationEvent.NORMAL_SENT : head(part).rank;
  }

  /** The earliest event of a part other than the trace. */
  SimulationEvent head(Part part) {
    return Objects.requireNonNull(heap(part).head());
  }

  /** The part with the earliest event of all. */
  Part peek(long aggregate) {
    Part found = earlier(Part.BYPASSABLE, bypassable, Part.NONE);
    found = earlier(Part.BLOCKING, blocking, found);
    found = earlier(Part.INTERNAL, internal, found);
    return baseUnlessEarlier(found, aggregate);
  }

  /** The part with the earliest packet that an active block holds. */
  Part peekBlocking(boolean blockIsBypassable) {
    if (blockIsBypassable) {
      return earlier(Part.BLOCKING, blocking, Part.NONE);
    }
    return earlier(Part.BLOCKING, blocking, earlier(Part.BYPASSABLE, bypassable, Part.NONE));
  }

  /** The part with the earliest event that an active block does not hold. */
  Part peekNonBlocking(boolean blockIsBypassable, long aggregate) {
    Part found = baseUnlessEarlier(earlier(Part.INTERNAL, internal, Part.NONE), aggregate);
    if (!blockIsBypassable || bypassable.isEmpty()) {
      return found;
    }
    SimulationEvent head = head(Part.BYPASSABLE);
    return found == Part.NONE
            || SimulationEvent.earlier(head.time, head.rank, time(found, aggregate), rank(found))
        ? Part.BYPASSABLE
        : found;
  }

  /** Takes the earliest event of a part. */
  SimulationEvent pop(Part part, long aggregate) {
    if (part == Part.BASE) {
      SimulationEvent event = pool.take();
      event.set(SimulationEvent.NORMAL_SENT, client, baseTime() + aggregate, baseDelays[baseNext]);
      baseNext++;
      return event;
    }
    SimulationEvent event = heap(part).pop();
    internalPackets -= part == Part.INTERNAL && countsAsPacket(event) ? 1 : 0;
    return event;
  }

  private Part baseUnlessEarlier(Part found, long aggregate) {
    if (!hasBase()) {
      return found;
    }
    return found != Part.NONE
            && SimulationEvent.earlier(
                time(found, aggregate),
                rank(found),
                baseTime() + aggregate,
                SimulationEvent.NORMAL_SENT)
        ? found
        : Part.BASE;
  }

  private Part earlier(Part part, EventHeap heap, Part than) {
    @Nullable SimulationEvent head = heap.head();
    if (head == null) {
      return than;
    }
    return than == Part.NONE || head.earlierThan(head(than)) ? part : than;
  }

  private EventHeap heap(Part part) {
    return switch (part) {
      case BLOCKING -> blocking;
      case BYPASSABLE -> bypassable;
      case INTERNAL -> internal;
      case NONE, BASE -> throw new IllegalStateException("no heap: " + part);
    };
  }

  private static boolean countsAsPacket(SimulationEvent event) {
    return event.padding || event.rank == SimulationEvent.TUNNEL_RECV;
  }
}
