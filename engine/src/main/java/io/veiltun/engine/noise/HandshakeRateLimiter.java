package io.veiltun.engine.noise;

import io.veiltun.engine.packet.Endpoint;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the handshakes each source may cause while we are under load: 20 a second with bursts of 5
 * per IPv4 address or IPv6 /64 (wireguard-protocol §6.5). Memory is bounded: when the table is
 * full, new sources are refused.
 */
public final class HandshakeRateLimiter {
  /** The most sources tracked by default. */
  public static final int DEFAULT_MAX_SOURCES = 65_536;

  private static final long COST_NANOS = 50_000_000;
  private static final long CAPACITY_NANOS = 5 * COST_NANOS;
  private static final long IDLE_NANOS = 1_000_000_000;

  private final int maxSources;
  private final Map<Source, Bucket> buckets = new HashMap<>();
  private long lastSweepNanos;

  /**
   * An empty table.
   *
   * @param maxSources at least 1
   */
  public HandshakeRateLimiter(int maxSources) {
    if (maxSources < 1) {
      throw new IllegalArgumentException("maxSources " + maxSources + " is below 1");
    }
    this.maxSources = maxSources;
  }

  /** Whether a handshake message from {@code source} may be processed now; takes its tokens. */
  public boolean allow(Endpoint source, long nowNanos) {
    sweep(nowNanos);
    Source key = Source.of(source.address());
    Bucket bucket = buckets.get(key);
    if (bucket != null) {
      return bucket.take(nowNanos);
    }
    if (buckets.size() >= maxSources) {
      return false;
    }
    buckets.put(key, new Bucket(nowNanos));
    return true;
  }

  /** The number of sources tracked. */
  public int size() {
    return buckets.size();
  }

  private void sweep(long nowNanos) {
    if (buckets.isEmpty()) {
      lastSweepNanos = nowNanos;
    } else if (nowNanos - lastSweepNanos > IDLE_NANOS) {
      buckets.values().removeIf(bucket -> nowNanos - bucket.lastNanos > IDLE_NANOS);
      lastSweepNanos = nowNanos;
    }
  }

  /** Comparable so that chosen collisions cost a tree and not a list. */
  private record Source(boolean ipv6, long prefix) implements Comparable<Source> {
    static Source of(byte[] address) {
      long prefix = 0;
      for (int i = 0; i < Math.min(address.length, 8); i++) {
        prefix = prefix << 8 | (address[i] & 0xff);
      }
      return new Source(address.length > 4, prefix);
    }

    @Override
    public int compareTo(Source other) {
      int byPrefix = Long.compare(prefix, other.prefix);
      return byPrefix != 0 ? byPrefix : Boolean.compare(ipv6, other.ipv6);
    }
  }

  private static final class Bucket {
    private long tokens = CAPACITY_NANOS - COST_NANOS;
    private long lastNanos;

    Bucket(long nowNanos) {
      lastNanos = nowNanos;
    }

    boolean take(long nowNanos) {
      tokens = Math.min(CAPACITY_NANOS, tokens + nowNanos - lastNanos);
      lastNanos = nowNanos;
      if (tokens < COST_NANOS) {
        return false;
      }
      tokens -= COST_NANOS;
      return true;
    }
  }
}
