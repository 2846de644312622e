package io.veiltun.multihop;

import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the hop's datagrams together when they arrive in fragments, as they do when the relay before
 * it has a narrower tunnel than {@link ChainMtu} assumes. Addresses and protocol are the link's, so
 * the identification alone tells datagrams apart. Belongs to the receive loop.
 *
 * <p>Memory is fixed: {@value #DATAGRAMS} datagrams under way, the oldest makes room. Time is
 * looked at when a fragment comes, so what never completes is counted with the next fragment.
 */
final class Reassembly {
  /** The most datagrams under way. */
  static final int DATAGRAMS = 16;

  /** How long the fragments of a datagram may take; far more than reordering on any path. */
  static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int LEAST_CAPACITY = 2048;
  private static final int LARGEST_DATAGRAM = 65_535;

  private final PartialDatagram[] datagrams = new PartialDatagram[DATAGRAMS];
  private final int capacity;
  private final NanoClock clock;
  private final DropCounters drops;

  /**
   * @param mtu of the outer tunnel, in bytes; datagrams of up to twice its size, or 2048 bytes, are
   *     put together
   * @param drops counts as {@link DropReason#FRAGMENT} each fragment that was kept in vain
   */
  Reassembly(int mtu, NanoClock clock, DropCounters drops) {
    this.clock = clock;
    this.drops = drops;
    capacity = Math.min(Math.max(2 * mtu, LEAST_CAPACITY), LARGEST_DATAGRAM);
    MemorySegment slab = Arena.ofAuto().allocate((long) DATAGRAMS * capacity, 64);
    for (int i = 0; i < DATAGRAMS; i++) {
      datagrams[i] = new PartialDatagram(slab.asSlice((long) i * capacity, capacity));
    }
  }

  /** Bytes of the largest datagram, without its IP header. */
  int capacity() {
    return capacity;
  }

  /**
   * Takes a fragment that was read from {@code packet} at {@code offset}, or refuses it with all
   * others of its datagram.
   *
   * @return the datagram it belongs to, complete or not, or null if it was refused; what is
   *     complete is the caller's until the next call
   */
  @Nullable PartialDatagram add(FragmentHeader fragment, MemorySegment packet, long offset) {
    long now = clock.nanos();
    expire(now);
    PartialDatagram datagram = find(fragment.identification());
    if (datagram == null) {
      if (fragment.end() > capacity) {
        return null;
      }
      datagram = vacant(now);
      datagram.open(fragment.identification(), now);
    }
    if (!datagram.add(fragment, packet, offset)) {
      drops.count(DropReason.FRAGMENT, datagram.forget());
      return null;
    }
    if (datagram.isComplete()) {
      datagram.close();
    }
    return datagram;
  }

  private void expire(long now) {
    for (PartialDatagram datagram : datagrams) {
      if (datagram.isOpen() && datagram.age(now) >= TIMEOUT_NANOS) {
        evict(datagram);
      }
    }
  }

  private void evict(PartialDatagram datagram) {
    drops.count(DropReason.FRAGMENT, datagram.forget());
    datagram.close();
  }

  private @Nullable PartialDatagram find(int identification) {
    for (PartialDatagram datagram : datagrams) {
      if (datagram.isOpenFor(identification)) {
        return datagram;
      }
    }
    return null;
  }

  private PartialDatagram vacant(long now) {
    PartialDatagram oldest = datagrams[0];
    for (PartialDatagram datagram : datagrams) {
      if (!datagram.isOpen()) {
        return datagram;
      }
      if (datagram.age(now) > oldest.age(now)) {
        oldest = datagram;
      }
    }
    evict(oldest);
    return oldest;
  }
}
