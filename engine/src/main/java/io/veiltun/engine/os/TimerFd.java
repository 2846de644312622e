package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An alarm of the kernel (timerfd_create(2)) on CLOCK_BOOTTIME. Unlike the time limit of epoll_wait
 * it knows no timer slack: it rings within microseconds of its time.
 */
final class TimerFd implements Alarm {
  private static final int CLOCK_BOOTTIME = 7;
  private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final long VALUE_SECONDS = 16;
  private static final long VALUE_NANOS = 24;
  private static final long NANOS = 1_000_000_000L;

  private final Runnable task;
  private final MemorySegment spec = Arena.ofAuto().allocate(32, 8);
  private final MemorySegment expirations = Arena.ofAuto().allocate(8, 8);
  private final Watch watch;
  private int fd;

  TimerFd(PacketLoop loop, Runnable task) {
    this.task = task;
    fd = Libc.timerfdCreate(CLOCK_BOOTTIME, NONBLOCK_CLOEXEC);
    if (fd < 0) {
      throw new IllegalStateException("timerfd_create: " + Errno.text(fd));
    }
    watch = loop.watch(fd, this::ready);
    watch.interest(true, false);
  }

  private void ready() {
    if (Libc.read(fd, expirations.address(), 8) == 8) {
      task.run();
    }
  }

  @Override
  public void set(long delayNanos) {
    if (fd < 0) {
      return;
    }
    // All zeros would turn the timer off.
    long delay = Math.max(1, delayNanos);
    spec.set(JAVA_LONG, VALUE_SECONDS, delay / NANOS);
    spec.set(JAVA_LONG, VALUE_NANOS, delay % NANOS);
    int result = Libc.timerfdSettime(fd, spec.address());
    if (result < 0) {
      throw new IllegalStateException("timerfd_settime: " + Errno.text(result));
    }
  }

  @Override
  public void close() {
    if (fd >= 0) {
      watch.cancel();
      Libc.close(fd);
      fd = -1;
    }
  }
}
