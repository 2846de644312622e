package io.veiltun.engine.noise;

import java.time.Instant;

/**
 * The timestamps of the initiations sent to one peer: strictly rising even when the wall clock is
 * set back, so that the peer never takes a new initiation for a replay (wireguard-protocol §5).
 */
public final class TimestampSource {
  private Instant last = Instant.MIN;

  /** A source that has issued nothing. */
  public TimestampSource() {}

  /** The timestamp of {@code wall}, or one step after the last one if that is later; 12 bytes. */
  public byte[] next(Instant wall) {
    Instant next = whiten(wall);
    if (!last.equals(Instant.MIN)) {
      Instant least = whiten(last.plusNanos(Tai64n.GRANULARITY_NANOS));
      next = next.isAfter(least) ? next : least;
    }
    last = next;
    return Tai64n.of(next.getEpochSecond(), next.getNano());
  }

  private static Instant whiten(Instant moment) {
    return Instant.ofEpochSecond(moment.getEpochSecond(), Tai64n.whiten(moment.getNano()));
  }
}
