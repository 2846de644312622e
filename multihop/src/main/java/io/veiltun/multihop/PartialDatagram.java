package io.veiltun.multihop;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * The fragments of one datagram that have come so far, each in its place. A fragment that
 * contradicts the others breaks the datagram: it then takes nothing more, so that fragments still
 * under way are not mistaken for another datagram's (RFC 5722 §4).
 */
final class PartialDatagram {
  private static final int UNIT = 8;
  private static final int UNKNOWN = -1;

  private final MemorySegment data;
  private final BitSet present;
  private boolean open;
  private boolean broken;
  private int identification;
  private long since;
  private int fragments;
  private int received;
  private int reach;
  private int end;

  /**
   * @param data where the datagram is put together; its size is that of the largest
   */
  PartialDatagram(MemorySegment data) {
    this.data = data;
    present = new BitSet((int) data.byteSize() / UNIT + 1);
  }

  /** Starts a datagram. */
  void open(int identification, long nowNanos) {
    this.identification = identification;
    since = nowNanos;
    present.clear();
    fragments = 0;
    received = 0;
    reach = 0;
    end = UNKNOWN;
    broken = false;
    open = true;
  }

  /** Frees the place; {@link #data()} stays until the next {@link #open}. */
  void close() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  boolean isOpenFor(int identification) {
    return open && this.identification == identification;
  }

  /** Nanoseconds since the first fragment came. */
  long age(long nowNanos) {
    return nowNanos - since;
  }

  /** Whether a datagram that holds {@code fragment} fits in here. */
  boolean hasRoomFor(FragmentHeader fragment) {
    return fragment.end() <= data.byteSize();
  }

  /**
   * Puts the data of {@code fragment} in its place.
   *
   * @param packet where the fragment lies, from {@code offset} on
   * @return false if the datagram is, or now became, broken
   */
  boolean add(FragmentHeader fragment, MemorySegment packet, long offset) {
    int from = fragment.position();
    int to = fragment.end();
    broken =
        broken
            || !hasRoomFor(fragment)
            || overlaps(from / UNIT, units(to))
            || contradictsEnd(fragment);
    if (broken) {
      return false;
    }
    MemorySegment.copy(packet, offset + fragment.headers(), data, from, fragment.length());
    present.set(from / UNIT, units(to));
    fragments++;
    received += fragment.length();
    reach = Math.max(reach, to);
    if (!fragment.more()) {
      end = to;
    }
    return true;
  }

  // The last fragment may end within a unit, but nothing else may lie in that unit.
  private static int units(int bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }

  private boolean overlaps(int firstUnit, int afterLastUnit) {
    int next = present.nextSetBit(firstUnit);
    return next >= 0 && next < afterLastUnit;
  }

  private boolean contradictsEnd(FragmentHeader fragment) {
    return fragment.more()
        ? end != UNKNOWN && fragment.end() > end
        : end != UNKNOWN || fragment.end() < reach;
  }

  /** Whether every byte is there: none came twice, so counting is enough. */
  boolean isComplete() {
    return !broken && received == end;
  }

  /** Gives up what came so far; returns how many fragments that were. */
  int forget() {
    int forgotten = fragments;
    fragments = 0;
    return forgotten;
  }

  /** How many fragments the datagram has. */
  int fragments() {
    return fragments;
  }

  /** The datagram from its start. */
  MemorySegment data() {
    return data;
  }

  /** Bytes of a complete datagram. */
  int length() {
    return received;
  }
}
