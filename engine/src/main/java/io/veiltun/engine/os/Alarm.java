package io.veiltun.engine.os;

/**
 * One timer of a {@link Loop}, set again and again without allocation. Its task and its methods run
 * on the loop.
 */
public interface Alarm extends AutoCloseable {
  /**
   * Runs the task {@code delayNanos} from now, or at once if that is not above 0. Replaces the time
   * set before.
   */
  void set(long delayNanos);

  /** Ends the timer. Idempotent. */
  @Override
  void close();
}
