package io.veiltun.engine.tunnel;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which peers have timers that run, so that nobody looks at the silent ones.
 *
 * <p>Whoever arms a timer that was off says so ({@link #armed}); the handshake thread, when it
 * looks next, sorts these peers into a heap by their earliest deadline. A deadline that moves away
 * or is disarmed is told to nobody: the peer comes up too early once, and is sorted in anew.
 */
final class ArmedTimers {
  /** The peers with news since the last look, linked by {@link PeerTimers#nextArmed}. */
  private final AtomicReference<@Nullable PeerTimers> news = new AtomicReference<>();

  private final DeadlineHeap<PeerTimers> heap = new DeadlineHeap<>();

  /** A timer of this peer was armed that was off, or now expires earlier. Any thread. */
  void armed(PeerTimers timers) {
    if (!timers.hasNews && timers.claimNews()) {
      PeerTimers first = news.get();
      timers.nextArmed = first;
      while (!news.compareAndSet(first, timers)) {
        first = news.get();
        timers.nextArmed = first;
      }
    }
  }

  /** Sorts in who has news. Handshake thread. */
  void sort() {
    PeerTimers timers = news.getAndSet(null);
    while (timers != null) {
      PeerTimers next = timers.nextArmed;
      timers.nextArmed = null;
      // Before the deadlines are read: who arms one later than that sees it and has news again.
      timers.hasNews = false;
      put(timers);
      timers = next;
    }
  }

  /** Sorts {@code timers} in by its earliest deadline, or out if it has none. Handshake thread. */
  void put(PeerTimers timers) {
    long earliest = timers.earliest();
    if (earliest == PeerTimers.OFF) {
      heap.remove(timers);
    } else {
      heap.set(timers, earliest);
    }
  }

  /** Takes out who is due, one at a time; null if nobody is. Handshake thread. */
  @Nullable PeerTimers takeDue(long now) {
    PeerTimers first = heap.first();
    if (first == null || first.deadline() - now > 0) {
      return null;
    }
    heap.remove(first);
    return first;
  }

  /** The earliest deadline, {@code horizon} if none is earlier. Handshake thread. */
  long next(long horizon) {
    PeerTimers first = heap.first();
    return first == null || first.deadline() - horizon > 0 ? horizon : first.deadline();
  }

  /** A removed peer has no timers. Handshake thread. */
  void remove(PeerTimers timers) {
    heap.remove(timers);
  }

  /** How many peers have a timer that was seen. Handshake thread. */
  int size() {
    return heap.size();
  }
}
