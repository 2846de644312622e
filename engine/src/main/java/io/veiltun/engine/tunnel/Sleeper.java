package io.veiltun.engine.tunnel;

/** Something {@link WakeUps} wakes. Send loop. */
abstract class Sleeper extends DeadlineHeap.Entry {
  /** The last run of {@link WakeUps} that woke it. */
  long wokenIn;

  /** The time has come. */
  abstract void wake(long now);
}
