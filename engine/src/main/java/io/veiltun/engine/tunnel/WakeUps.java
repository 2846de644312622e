package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Alarm;
import io.veiltun.engine.os.Loop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When which shaper wants to be woken: a binary heap with one entry a peer and one alarm for its
 * head. An entry that moves away from now costs no system call: the alarm rings early and is set
 * again. Belongs to the send loop.
 */
final class WakeUps {
  private static final long NEVER = Long.MAX_VALUE;

  private final Loop loop;
  private final Sending sending;
  private Sleeper[] heap = new Sleeper[8];
  private int size;
  private @Nullable Alarm alarm;
  private long alarmAt = NEVER;
  private long round;
  private boolean running;
  private boolean closed;

  WakeUps(Loop loop, Sending sending) {
    this.loop = loop;
    this.sending = sending;
  }

  /** Wakes {@code sleeper} at {@code atNanos}, instead of when it was to be woken before. */
  void set(Sleeper sleeper, long atNanos) {
    sleeper.wakeAt = atNanos;
    if (sleeper.heapIndex < 0) {
      add(sleeper);
    }
    siftDown(siftUp(sleeper.heapIndex));
    arm();
  }

  private void add(Sleeper sleeper) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    heap[size] = sleeper;
    sleeper.heapIndex = size++;
  }

  @SuppressWarnings("ReferenceEquality") // the question is which of them it is
  void remove(Sleeper sleeper) {
    int index = sleeper.heapIndex;
    if (index < 0) {
      return;
    }
    sleeper.heapIndex = -1;
    Sleeper last = heap[--size];
    if (last != sleeper) {
      heap[index] = last;
      last.heapIndex = index;
      siftDown(siftUp(index));
    }
  }

  /**
   * Wakes all whose time has come, each once: who wants to be woken again at once has to wait until
   * the loop has looked after everything else.
   */
  void run(long now) {
    if (running || size == 0 || heap[0].wakeAt - now > 0) {
      return;
    }
    running = true;
    round++;
    try {
      while (size > 0 && heap[0].wakeAt - now <= 0 && heap[0].wokenIn != round) {
        Sleeper due = heap[0];
        remove(due);
        due.wokenIn = round;
        due.wake(now);
      }
    } finally {
      running = false;
      arm();
    }
  }

  private void ring() {
    alarmAt = NEVER;
    run(sending.refresh());
    arm();
  }

  private void arm() {
    if (running || closed || size == 0 || (alarmAt != NEVER && alarmAt - heap[0].wakeAt <= 0)) {
      return;
    }
    if (alarm == null) {
      alarm = loop.alarm(this::ring);
    }
    alarmAt = heap[0].wakeAt;
    alarm.set(alarmAt - sending.refresh());
  }

  private int siftUp(int index) {
    Sleeper moving = heap[index];
    int at = index;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (heap[parent].wakeAt - moving.wakeAt <= 0) {
        break;
      }
      put(heap[parent], at);
      at = parent;
    }
    put(moving, at);
    return at;
  }

  private void siftDown(int index) {
    Sleeper moving = heap[index];
    int at = index;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].wakeAt - heap[child].wakeAt < 0) {
        child++;
      }
      if (moving.wakeAt - heap[child].wakeAt <= 0) {
        break;
      }
      put(heap[child], at);
      at = child;
    }
    put(moving, at);
  }

  private void put(Sleeper sleeper, int index) {
    heap[index] = sleeper;
    sleeper.heapIndex = index;
  }

  void close() {
    closed = true;
    if (alarm != null) {
      alarm.close();
    }
  }
}
