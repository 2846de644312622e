package io.veiltun.engine.os;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One thread that waits for descriptors, runs tasks and keeps timers to the nanosecond (epoll).
 * Everything that handles one direction's packets runs on one such loop, so that none of it needs
 * locks.
 */
public final class PacketLoop implements Loop, AutoCloseable {
  private static final long CLOSE_SECONDS = 10;

  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;

  /** Starts a loop whose daemon thread is called {@code name}. */
  public PacketLoop(String name) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, (ThreadFactory) task -> thread(task, name), EpollIoHandler.newFactory());
    loop = group.next();
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new FastThreadLocalThread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs {@code task} soon on the loop. Any thread may call; a closed loop rejects. */
  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void schedule(Runnable task, long delayNanos) {
    // The future of a scheduled task would swallow what the task throws; execute() logs it.
    var _ = loop.schedule(() -> loop.execute(task), delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public Alarm alarm(Runnable task) {
    return new TimerFd(this, task);
  }

  @Override
  public boolean inLoop() {
    return loop.inEventLoop();
  }

  /**
   * Watches {@code fd}, at first with no interest; call on the loop. Level-triggered: {@code
   * onReady} runs again and again while the descriptor is ready for what the watch is interested
   * in, and also when it has an error to report whatever the interest.
   */
  public Watch watch(int fd, Runnable onReady) {
    if (!inLoop()) {
      throw new IllegalStateException("watch() outside the loop");
    }
    Watch watch = new Watch(fd, onReady);
    watch.register(loop);
    return watch;
  }

  /**
   * Runs {@code task} at once if this is the loop's thread, else on the loop; a closed loop, whose
   * thread is no more, leaves it to the caller.
   */
  public void executeOrRun(Runnable task) {
    if (inLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /** Stops the loop after the tasks it has; waits for its end unless called on it. Idempotent. */
  @Override
  public void close() {
    io.netty.util.concurrent.Future<?> end =
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    if (!inLoop()) {
      end.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
