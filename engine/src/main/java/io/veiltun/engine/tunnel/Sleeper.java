package io.veiltun.engine.tunnel;

/** Something {@link WakeUps} wakes. Send loop. */
abstract class Sleeper {
  /** Where {@link WakeUps} keeps it; -1 for nowhere. */
  int heapIndex = -1;

  /** When it is to be woken; only valid while {@link #heapIndex} is not -1. */
  long wakeAt;

  /** The last run of {@link WakeUps} that woke it. */
  long wokenIn;

  /** The time has come. */
  abstract void wake(long now);
}
