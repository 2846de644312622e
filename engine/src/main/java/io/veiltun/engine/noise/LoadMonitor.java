package io.veiltun.engine.noise;

/**
 * Decides whether the device is under load, so that handshakes need a cookie (wireguard-protocol
 * §6.4): while the queue is an eighth full, and for a second after.
 */
public final class LoadMonitor {
  private static final long MEMORY_NANOS = 1_000_000_000;

  private boolean everLoaded;
  private long lastLoadedNanos;

  /** A monitor that has seen no load. */
  public LoadMonitor() {}

  /**
   * Whether the device is under load now.
   *
   * @param queued handshake messages that wait
   * @param capacity the most that can wait
   */
  public boolean underLoad(int queued, int capacity, long nowNanos) {
    if (queued * 8L >= capacity) {
      lastLoadedNanos = nowNanos;
      everLoaded = true;
      return true;
    }
    return everLoaded && nowNanos - lastLoadedNanos < MEMORY_NANOS;
  }
}
