package io.veiltun.daita;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What arrived, on its way from the receive loop to the machines on the send loop: a bounded ring
 * for one writer and one reader. When the ring is full, arrivals are only counted; machines then
 * see the right number of packets, in a wrong order.
 */
final class ReceivedEvents {
  static final int CAPACITY = 1024;
  static final long PACKET = 1;
  static final long DECOY = 2;

  /** A probe that wants an answer. */
  static final long PROBE = 3;

  /** A probe of an end that starts, or starts again. */
  static final long FIRST_PROBE = 4;

  /** The answer to a probe of ours. */
  static final long ANSWER = 5;

  /** A keepalive: no event for machines, but the path carries something. */
  static final long KEEPALIVE = 6;

  private static final int MASK = CAPACITY - 1;
  private static final int SIZE_SHIFT = 8;

  /** Made with the first arrival: most of a relay's peers are silent. */
  private @Nullable AtomicLongArray ring;

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong morePackets = new AtomicLong();
  private final AtomicLong moreDecoys = new AtomicLong();
  private final AtomicBoolean announced = new AtomicBoolean();

  /** An arrival of {@code kind} with a size of up to 65 535 bytes. */
  static long entry(long kind, int size) {
    return kind | (long) size << SIZE_SHIFT;
  }

  static long kind(long entry) {
    return entry & 0xFF;
  }

  static int size(long entry) {
    return (int) (entry >>> SIZE_SHIFT) & 0xFFFF;
  }

  /**
   * Adds an arrival. Receive loop.
   *
   * @return whether the reader has to be told: it has not been since it last emptied the ring
   */
  boolean add(long entry) {
    long at = written.getPlain();
    if (at - read.getAcquire() < CAPACITY) {
      ring().setPlain((int) at & MASK, entry);
      written.setRelease(at + 1);
    } else if (kind(entry) == PACKET) {
      morePackets.incrementAndGet();
    } else if (kind(entry) != KEEPALIVE) {
      moreDecoys.incrementAndGet();
    }
    return !announced.get() && announced.compareAndSet(false, true);
  }

  private AtomicLongArray ring() {
    AtomicLongArray made = ring;
    if (made == null) {
      made = new AtomicLongArray(CAPACITY);
      ring = made;
    }
    return made;
  }

  /** The reader begins to empty the ring: whatever is added from now on is announced again. */
  void begin() {
    announced.set(false);
  }

  /** The oldest arrival, or 0. Send loop. */
  long poll() {
    long at = read.getPlain();
    if (at == written.getAcquire()) {
      return 0;
    }
    long entry = ring().getPlain((int) at & MASK);
    read.setRelease(at + 1);
    return entry;
  }

  /** Packets that were only counted, since the last call. */
  long takeMorePackets() {
    return morePackets.getPlain() == 0 ? 0 : morePackets.getAndSet(0);
  }

  /** Decoys that were only counted, since the last call. */
  long takeMoreDecoys() {
    return moreDecoys.getPlain() == 0 ? 0 : moreDecoys.getAndSet(0);
  }
}
