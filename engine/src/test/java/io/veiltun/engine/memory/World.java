package io.veiltun.engine.memory;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.os.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Time and the only thread of an in-memory test: nothing happens but in {@link #settle} and {@link
 * #advance}.
 */
public final class World implements Loop, NanoClock, InstantSource {
  /** 2026-01-01T00:00:00Z. */
  private static final Instant START = Instant.ofEpochSecond(1_767_225_600);

  private record Timed(long at, long order, Runnable task) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timed> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timed::at).thenComparingLong(Timed::order));
  private final List<BooleanSupplier> pumps = new ArrayList<>();
  private long nanos = 1_000_000_000L;
  private long order;

  /** Adds something that may have work to do: returns whether it did any. */
  public void pump(BooleanSupplier pump) {
    pumps.add(pump);
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void schedule(Runnable task, long delayNanos) {
    timers.add(new Timed(nanos + Math.max(0, delayNanos), order++, task));
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos);
  }

  /** Runs everything that can run without time passing. */
  public void settle() {
    boolean worked = true;
    while (worked) {
      worked = runTasks();
      for (BooleanSupplier pump : pumps) {
        worked |= pump.getAsBoolean();
      }
      worked |= !tasks.isEmpty();
    }
  }

  private boolean runTasks() {
    boolean any = false;
    Timed due = timers.peek();
    while (due != null && due.at() <= nanos) {
      timers.remove();
      tasks.add(due.task());
      due = timers.peek();
    }
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      any = true;
    }
    return any;
  }

  /** Lets {@code duration} pass, stopping at each timer on the way. */
  public void advance(Duration duration) {
    settle();
    long end = nanos + duration.toNanos();
    for (Timed next = timers.peek(); next != null && next.at() <= end; next = timers.peek()) {
      nanos = Math.max(nanos, next.at());
      settle();
    }
    nanos = end;
    settle();
  }

  /**
   * Lets {@code duration} pass in one jump, as if the machine had slept: timers fire late, at its
   * end.
   */
  public void sleep(Duration duration) {
    settle();
    nanos += duration.toNanos();
    settle();
  }
}
