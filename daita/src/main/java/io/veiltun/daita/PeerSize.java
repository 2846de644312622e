package io.veiltun.daita;

import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * How large the other end's plaintexts are: its own MTU or less. What is larger than its largest
 * would be cut on the way, if it travels inside another tunnel. Written by the receive loop before
 * what arrived can have any consequence, so that the answer to it already has the right size; read
 * by any thread.
 */
final class PeerSize {
  /** Longer than an end takes to ask: a probe after that comes from one that starts anew. */
  private static final long ROUND = TimeUnit.SECONDS.toNanos(5);

  /** WireGuard pads with less than this; more shows the one size of an end that shapes. */
  private static final int WIREGUARD_PADDING = 16;

  private volatile int largest;
  private boolean anyProbe;
  private long probedAt;

  /** A decoy or a keepalive of {@code bytes}: nothing but its sender's size made it so long. */
  void shaped(int bytes) {
    if (bytes > largest) {
      largest = bytes;
    }
  }

  /** A packet of the user in a plaintext of {@code bytes}. */
  void packet(MemorySegment memory, int offset, int bytes) {
    if (bytes > largest) {
      int length = Ip.checkedLength(memory, offset, bytes);
      if (length > 0 && bytes - length >= WIREGUARD_PADDING) {
        largest = bytes;
      }
    }
  }

  /**
   * A probe of {@code bytes}.
   *
   * @return whether the other end starts, or starts again, perhaps with another MTU: it had not
   *     probed lately
   */
  boolean probe(int bytes, long now) {
    boolean starts = !anyProbe || now - probedAt > ROUND;
    anyProbe = true;
    probedAt = now;
    largest = starts ? bytes : Math.max(largest, bytes);
    return starts;
  }

  /** What of {@code size} the other end takes; no end takes less than {@link PathProbe#LEAST}. */
  int limit(int size) {
    int known = largest;
    return known == 0 ? size : Math.min(size, Math.max(known, PathProbe.LEAST));
  }
}
