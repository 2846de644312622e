package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Alarm;
import io.veiltun.engine.os.Loop;
import org.jspecify.annotations.Nullable;

/**
 * When which shaper wants to be woken: a heap with one entry a peer and one alarm for its head. An
 * entry that moves away from now costs no system call: the alarm rings early and is set again.
 * Belongs to the send loop.
 */
final class WakeUps {
  private static final long NEVER = Long.MAX_VALUE;

  private final Loop loop;
  private final Sending sending;
  private final DeadlineHeap<Sleeper> heap = new DeadlineHeap<>();
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
    heap.set(sleeper, atNanos);
    arm();
  }

  void remove(Sleeper sleeper) {
    heap.remove(sleeper);
  }

  /**
   * Wakes all whose time has come, each once: who wants to be woken again at once has to wait until
   * the loop has looked after everything else.
   */
  void run(long now) {
    Sleeper due = running ? null : due(now);
    if (due == null) {
      return;
    }
    running = true;
    round++;
    try {
      while (due != null && due.wokenIn != round) {
        heap.remove(due);
        due.wokenIn = round;
        due.wake(now);
        due = due(now);
      }
    } finally {
      running = false;
      arm();
    }
  }

  private @Nullable Sleeper due(long now) {
    Sleeper first = heap.first();
    return first == null || first.deadline() - now > 0 ? null : first;
  }

  private void ring() {
    alarmAt = NEVER;
    run(sending.refresh());
    arm();
  }

  private void arm() {
    Sleeper first = heap.first();
    if (running
        || closed
        || first == null
        || (alarmAt != NEVER && alarmAt - first.deadline() <= 0)) {
      return;
    }
    if (alarm == null) {
      alarm = loop.alarm(this::ring);
    }
    alarmAt = first.deadline();
    alarm.set(alarmAt - sending.refresh());
  }

  void close() {
    closed = true;
    if (alarm != null) {
      alarm.close();
    }
  }
}
