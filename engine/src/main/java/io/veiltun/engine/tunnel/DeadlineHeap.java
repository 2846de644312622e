package io.veiltun.engine.tunnel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A binary heap of things by the time of their deadline. Belongs to one loop. */
final class DeadlineHeap<E extends DeadlineHeap.Entry> {
  /** Something with at most one place in one heap. */
  abstract static class Entry {
    private int heapIndex = -1;
    private long deadline;

    /** Its time in the heap, in nanoseconds; only valid while it is in there. */
    final long deadline() {
      return deadline;
    }

    /** Whether it is in a heap. */
    final boolean isScheduled() {
      return heapIndex >= 0;
    }
  }

  private Entry[] heap = new Entry[8];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Who is due first, or null. */
  @SuppressWarnings("unchecked") // only E is ever put in
  @Nullable E first() {
    return size == 0 ? null : (E) heap[0];
  }

  /** Puts {@code entry} in for {@code atNanos}, instead of the time it had. */
  void set(E entry, long atNanos) {
    Entry moving = entry;
    moving.deadline = atNanos;
    if (moving.heapIndex < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      heap[size] = moving;
      moving.heapIndex = size++;
    }
    siftDown(siftUp(moving.heapIndex));
  }

  /** Takes {@code entry} out, if it is in. */
  @SuppressWarnings("ReferenceEquality") // the question is which of them it is
  void remove(E entry) {
    Entry leaving = entry;
    int index = leaving.heapIndex;
    if (index < 0) {
      return;
    }
    leaving.heapIndex = -1;
    Entry last = heap[--size];
    if (last != leaving) {
      put(last, index);
      siftDown(siftUp(index));
    }
    Arrays.fill(heap, size, size + 1, null);
  }

  private int siftUp(int index) {
    Entry moving = heap[index];
    int at = index;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (heap[parent].deadline - moving.deadline <= 0) {
        break;
      }
      put(heap[parent], at);
      at = parent;
    }
    put(moving, at);
    return at;
  }

  private void siftDown(int index) {
    Entry moving = heap[index];
    int at = index;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].deadline - heap[child].deadline < 0) {
        child++;
      }
      if (moving.deadline - heap[child].deadline <= 0) {
        break;
      }
      put(heap[child], at);
      at = child;
    }
    put(moving, at);
  }

  private void put(Entry entry, int index) {
    heap[index] = entry;
    entry.heapIndex = index;
  }
}
