package io.veiltun.maybenot.description;

import java.util.Arrays;

/**
 * Datagrams as an observer between two hosts sees them: when, how long and which way. In any order
 * of time; grows as needed.
 */
public final class WireSeries {
  private final String title;
  private long[] nanos = new long[256];
  private int[] lengths = new int[256];
  private int size;

  /** An empty series. */
  public WireSeries(String title) {
    this.title = title;
  }

  /**
   * Adds a datagram.
   *
   * @param time nanoseconds since the start; what is before counts as the start
   * @param bytes its length, at least 1
   * @param sent true for up, false for down
   * @throws IllegalArgumentException for a length below 1
   */
  public void add(long time, int bytes, boolean sent) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a datagram of " + bytes + " bytes");
    }
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    nanos[size] = Math.max(0, time);
    lengths[size++] = sent ? bytes : -bytes;
  }

  String title() {
    return title;
  }

  int size() {
    return size;
  }

  long time(int index) {
    return nanos[index];
  }

  int bytes(int index) {
    return Math.abs(lengths[index]);
  }

  boolean sent(int index) {
    return lengths[index] > 0;
  }

  /** When the last datagram passed, nanoseconds. */
  long last() {
    return Arrays.stream(nanos, 0, size).max().orElse(0);
  }

  /** The longest datagram's bytes, 0 without one. */
  int longest() {
    return Arrays.stream(lengths, 0, size).map(Math::abs).max().orElse(0);
  }

  /** How many different lengths one direction has. */
  public int sizes(boolean sent) {
    return (int) Arrays.stream(lengths, 0, size).filter(n -> n > 0 == sent).distinct().count();
  }

  /** Bytes of one direction in each slice of {@code slice} nanoseconds, up to the last one. */
  public long[] bytesPerSlice(boolean sent, long slice) {
    long[] slices = new long[size == 0 ? 0 : Math.toIntExact(last() / slice) + 1];
    for (int i = 0; i < size; i++) {
      if (sent(i) == sent) {
        slices[(int) (nanos[i] / slice)] += bytes(i);
      }
    }
    return slices;
  }
}
