package io.veiltun.engine.os;

import java.util.concurrent.Executor;

/**
 * One thread that runs tasks in order and owns whatever state its users agreed to touch only there.
 * The real one drives descriptors and timers; tests step one by hand.
 */
public interface Loop extends Executor {
  /** Runs {@code task} on the loop, {@code delayNanos} from now or a little later. */
  void schedule(Runnable task, long delayNanos);

  /** A timer whose task runs on the loop. Call on the loop. */
  default Alarm alarm(Runnable task) {
    return new ScheduledAlarm(this, task);
  }

  /** Whether the calling thread is the loop's. */
  boolean inLoop();
}
