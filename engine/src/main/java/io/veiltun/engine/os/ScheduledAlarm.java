package io.veiltun.engine.os;

/** An alarm on any loop, by {@link Loop#schedule}: what was scheduled for an older time is void. */
final class ScheduledAlarm implements Alarm {
  private final Loop loop;
  private final Runnable task;
  private long generation;

  ScheduledAlarm(Loop loop, Runnable task) {
    this.loop = loop;
    this.task = task;
  }

  @Override
  public void set(long delayNanos) {
    long mine = ++generation;
    loop.schedule(
        () -> {
          if (mine == generation) {
            task.run();
          }
        },
        delayNanos);
  }

  @Override
  public void close() {
    generation++;
  }
}
