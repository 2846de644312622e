package io.veiltun.maybenot.simulator;

import java.util.Arrays;

/**
 * When a client sent and received packets without any defence. Times are nanoseconds from the start
 * of the trace, in order.
 */
public final class Trace {
  /** The latest time: a week. */
  public static final long MOST_NANOS = 604_800_000_000_000L;

  private static final long RATE_WINDOW = 100_000_000;
  private static final int WINDOWS_PER_SECOND = 10;

  private final long[] times;
  private final boolean[] sent;
  private final long bottleneckRate;

  private Trace(long[] times, boolean[] sent) {
    this.times = times;
    this.sent = sent;
    this.bottleneckRate = rate();
  }

  /** Collects packets in any order; those of the same time keep theirs. */
  public static final class Builder {
    private long[] times = new long[256];
    private boolean[] sent = new boolean[256];
    private int size;

    /**
     * Adds a packet.
     *
     * @param timeNanos 0 to {@link #MOST_NANOS}
     * @param bySending whether the client sent it
     * @throws IllegalArgumentException if the time is out of range
     */
    public Builder add(long timeNanos, boolean bySending) {
      if (timeNanos < 0 || timeNanos > MOST_NANOS) {
        throw new IllegalArgumentException(
            "time of %s ns is not within 0 to one week".formatted(timeNanos));
      }
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        sent = Arrays.copyOf(sent, 2 * size);
      }
      times[size] = timeNanos;
      sent[size++] = bySending;
      return this;
    }

    public Trace build() {
      int[] order = TimeOrder.of(times, size);
      long[] sortedTimes = new long[size];
      boolean[] sortedSent = new boolean[size];
      for (int i = 0; i < size; i++) {
        sortedTimes[i] = times[order[i]];
        sortedSent[i] = sent[order[i]];
      }
      return new Trace(sortedTimes, sortedSent);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads lines {@code nanoseconds,direction[,...]} with direction {@code s} or {@code sn} for sent
   * and {@code r} or {@code rn} for received. Padding ({@code sp}, {@code rp}) and lines without a
   * comma are skipped.
   *
   * @throws TraceFormatException naming the line
   */
  public static Trace parse(String text) throws TraceFormatException {
    return TraceText.parseBase(text);
  }

  public int size() {
    return times.length;
  }

  public long timeNanos(int packet) {
    return times[packet];
  }

  /** Whether the client sent the packet; otherwise it received it. */
  public boolean sent(int packet) {
    return sent[packet];
  }

  /**
   * Packets per second that one direction of the path is taken to carry: ten times the most within
   * 100 ms of either direction. {@link Network#UNLIMITED} for an empty trace.
   */
  public long bottleneckRate() {
    return bottleneckRate;
  }

  private long rate() {
    SlidingWindow ofSent = new SlidingWindow(RATE_WINDOW);
    SlidingWindow ofReceived = new SlidingWindow(RATE_WINDOW);
    long most = 0;
    for (int i = 0; i < times.length; i++) {
      most = Math.max(most, (sent[i] ? ofSent : ofReceived).add(times[i]));
    }
    return most == 0 ? Network.UNLIMITED : WINDOWS_PER_SECOND * most;
  }
}
