package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Nanoseconds of CLOCK_BOOTTIME, which runs on during suspend. Any thread may read it. */
public final class BootClock implements NanoClock {
  private static final int CLOCK_BOOTTIME = 7;
  private static final ThreadLocal<MemorySegment> TIMESPEC =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Layouts.TIMESPEC, 8));

  @Override
  public long nanos() {
    MemorySegment timespec = TIMESPEC.get();
    int result = Libc.clockGettime(CLOCK_BOOTTIME, timespec.address());
    if (result != 0) {
      throw new IllegalStateException("CLOCK_BOOTTIME: " + Errno.text(result));
    }
    return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
  }
}
