package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.TriggerEvent;
import java.util.Arrays;

/**
 * What an observer next to the client sees, with the knowledge which packets are padding. Times are
 * nanoseconds from the first packet, in order.
 */
public final class DefendedTrace {
  private final long[] times;
  private final boolean[] sent;
  private final boolean[] padding;

  private DefendedTrace(long[] times, boolean[] sent, boolean[] padding) {
    this.times = times;
    this.sent = sent;
    this.padding = padding;
  }

  static final class Builder {
    private long[] times = new long[256];
    private boolean[] sent = new boolean[256];
    private boolean[] padding = new boolean[256];
    private int size;

    void add(long time, boolean bySending, boolean isPadding) {
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        sent = Arrays.copyOf(sent, 2 * size);
        padding = Arrays.copyOf(padding, 2 * size);
      }
      times[size] = time;
      sent[size] = bySending;
      padding[size++] = isPadding;
    }

    DefendedTrace build() {
      int[] order = TimeOrder.of(times, size);
      DefendedTrace result =
          new DefendedTrace(new long[size], new boolean[size], new boolean[size]);
      for (int i = 0; i < size; i++) {
        result.times[i] = times[order[i]];
        result.sent[i] = sent[order[i]];
        result.padding[i] = padding[order[i]];
      }
      return result;
    }
  }

  /** The client's packets on the network, from the first event of the simulation. */
  public static DefendedTrace of(Simulation simulation) {
    Builder builder = new Builder();
    for (int i = 0; i < simulation.size(); i++) {
      TriggerEvent event = simulation.event(i);
      boolean sending = event == TriggerEvent.TUNNEL_SENT;
      if (simulation.client(i) && (sending || event == TriggerEvent.TUNNEL_RECV)) {
        builder.add(
            simulation.timeNanos(i) - simulation.timeNanos(0), sending, simulation.padding(i));
      }
    }
    return builder.build();
  }

  /**
   * Reads what {@link #text} wrote; directions without the second letter count as data.
   *
   * @throws TraceFormatException naming the line
   */
  public static DefendedTrace parse(String text) throws TraceFormatException {
    return TraceText.parseDefended(text);
  }

  public int size() {
    return times.length;
  }

  public long timeNanos(int packet) {
    return times[packet];
  }

  public boolean sent(int packet) {
    return sent[packet];
  }

  public boolean padding(int packet) {
    return padding[packet];
  }

  /**
   * One line a packet, {@code nanoseconds,sn|sp|rn|rp,bytes}.
   *
   * @param bytes of every packet
   */
  public String text(int bytes) {
    StringBuilder text = new StringBuilder(24 * times.length);
    for (int i = 0; i < times.length; i++) {
      text.append(times[i])
          .append(sent[i] ? ",s" : ",r")
          .append(padding[i] ? "p," : "n,")
          .append(bytes)
          .append('\n');
    }
    return text.toString();
  }
}
