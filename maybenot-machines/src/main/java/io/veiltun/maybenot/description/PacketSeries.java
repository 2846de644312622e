package io.veiltun.maybenot.description;

import java.util.Arrays;

/** Packets that one side of a tunnel sent and received, in any order of time. Grows as needed. */
public final class PacketSeries {
  private static final int SENT = 1;
  private static final int DECOY = 2;

  private final String title;
  private long[] nanos = new long[256];
  private byte[] kinds = new byte[256];
  private int size;

  /** An empty series. */
  public PacketSeries(String title) {
    this.title = title;
  }

  /**
   * Adds a packet.
   *
   * @param time nanoseconds since the start of the trace; what is before counts as the start
   * @param sent true for up, false for down
   * @param decoy true for padding
   */
  public void add(long time, boolean sent, boolean decoy) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
      kinds = Arrays.copyOf(kinds, size * 2);
    }
    nanos[size] = Math.max(0, time);
    kinds[size++] = (byte) ((sent ? SENT : 0) | (decoy ? DECOY : 0));
  }

  /** How many packets of one kind there are. */
  public int count(boolean sent, boolean decoy) {
    int wanted = (sent ? SENT : 0) | (decoy ? DECOY : 0);
    int count = 0;
    for (int i = 0; i < size; i++) {
      count += kinds[i] == wanted ? 1 : 0;
    }
    return count;
  }

  String title() {
    return title;
  }

  long last() {
    long last = 0;
    for (int i = 0; i < size; i++) {
      last = Math.max(last, nanos[i]);
    }
    return last;
  }

  /** Packets of one kind per bin; the bins share {@code [0, span]} evenly. */
  int[] bins(boolean sent, boolean decoy, int bins, long span) {
    int wanted = (sent ? SENT : 0) | (decoy ? DECOY : 0);
    int[] counts = new int[bins];
    for (int i = 0; i < size; i++) {
      if (kinds[i] == wanted) {
        counts[(int) Math.min(bins - 1, (double) nanos[i] / span * bins)]++;
      }
    }
    return counts;
  }
}
