package io.veiltun.maybenot.simulator;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap with the movements of Rust's {@code std::collections::BinaryHeap}: which of two
 * equal events comes out first follows from them, and traces of the Maybenot simulator depend on
 * it. Events with distinct sequence numbers are never equal.
 */
final class EventHeap {
  private @Nullable SimulationEvent[] events = new @Nullable SimulationEvent[16];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  @Nullable SimulationEvent head() {
    return size == 0 ? null : events[0];
  }

  /** In the order of the array, for conditions on any or all of the events. */
  SimulationEvent at(int index) {
    return Objects.requireNonNull(events[index]);
  }

  void push(SimulationEvent event) {
    if (size == events.length) {
      events = Arrays.copyOf(events, 2 * size);
    }
    siftUp(size++, event);
  }

  /** Takes the earliest event; the heap must not be empty. */
  SimulationEvent pop() {
    SimulationEvent last = at(--size);
    events[size] = null;
    if (size == 0) {
      return last;
    }
    SimulationEvent first = at(0);
    int hole = 0;
    int child = 1;
    while (child < size - 1) {
      if (!before(at(child), at(child + 1))) {
        child++;
      }
      events[hole] = events[child];
      hole = child;
      child = 2 * hole + 1;
    }
    if (child == size - 1) {
      events[hole] = events[child];
      hole = child;
    }
    siftUp(hole, last);
    return first;
  }

  void drainTo(EventPool pool) {
    for (int i = 0; i < size; i++) {
      pool.giveBack(at(i));
      events[i] = null;
    }
    size = 0;
  }

  private void siftUp(int from, SimulationEvent event) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!before(event, at(parent))) {
        break;
      }
      events[hole] = events[parent];
      hole = parent;
    }
    events[hole] = event;
  }

  private static boolean before(SimulationEvent a, SimulationEvent b) {
    if (a.time != b.time) {
      return a.time < b.time;
    }
    return a.rank != b.rank ? a.rank < b.rank : a.sequence < b.sequence;
  }
}
