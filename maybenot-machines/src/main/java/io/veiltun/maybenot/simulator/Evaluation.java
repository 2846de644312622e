package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.TriggerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The cost of a defence over many traces. Two kinds of averages are told apart by name. */
public final class Evaluation {
  private static final long SECOND = 1_000_000_000;
  private static final long IDLE = 2 * SECOND;

  private final List<Overhead> overheads = new ArrayList<>();
  private long[] clientHeld = new long[1024];
  private long[] serverHeld = new long[1024];
  private int clientPackets;
  private int serverPackets;
  private int peakPadding;
  private long wakeUps;
  private long events;

  /** Adds a simulated trace; everything must have been recorded. */
  public void add(Trace base, Simulation simulation) {
    DefendedTrace defended = DefendedTrace.of(simulation);
    events += simulation.iterations();
    for (int i = 0; i < simulation.size(); i++) {
      if (simulation.event(i) == TriggerEvent.TUNNEL_SENT && !simulation.padding(i)) {
        if (simulation.client(i)) {
          clientHeld = append(clientHeld, clientPackets++, simulation.heldNanos(i));
        } else {
          serverHeld = append(serverHeld, serverPackets++, simulation.heldNanos(i));
        }
      }
    }
    add(base, defended);
  }

  /** Adds a trace simulated elsewhere, of which no latency is known. */
  public void add(Trace base, DefendedTrace defended) {
    overheads.add(Overhead.of(base, defended));
    SlidingWindow second = new SlidingWindow(SECOND);
    for (int i = 0; i < defended.size(); i++) {
      if (defended.padding(i)) {
        peakPadding = Math.max(peakPadding, second.add(defended.timeNanos(i)));
        wakeUps += i > 0 && defended.timeNanos(i) - defended.timeNanos(i - 1) > IDLE ? 1 : 0;
      }
    }
  }

  private static long[] append(long[] values, int at, long value) {
    long[] result = at < values.length ? values : Arrays.copyOf(values, 2 * at);
    result[at] = value;
    return result;
  }

  public int traces() {
    return overheads.size();
  }

  /** Events simulated. */
  public long events() {
    return events;
  }

  /** What each trace cost, in the order of the calls. */
  public List<Overhead> overheads() {
    return List.copyOf(overheads);
  }

  /** Any figure of the traces: mean, deviation and median. */
  public Statistic each(ToDoubleFunction<Overhead> figure) {
    return Statistic.of(overheads.stream().mapToDouble(figure).toArray());
  }

  /** The same over the traces for which the figure is defined: averages of ratios. */
  public Statistic eachDefined(Function<Overhead, OptionalDouble> figure) {
    return Statistic.of(
        overheads.stream().map(figure).flatMapToDouble(OptionalDouble::stream).toArray());
  }

  /** All padding with the tail per data packet over all traces: a ratio of sums. */
  public double totalLoad() {
    return ratio(sum(Overhead::padding), sum(Overhead::normal));
  }

  /** The same for what the clients sent. */
  public double totalLoadSent() {
    return ratio(sum(Overhead::paddingSent), sum(Overhead::normalSent));
  }

  /** The same for what the clients received. */
  public double totalLoadReceived() {
    return ratio(sum(Overhead::paddingReceived), sum(Overhead::normalReceived));
  }

  /** Extra time until the last data packet over all complete traces: a ratio of sums. */
  public double totalDelay() {
    List<Overhead> complete = overheads.stream().filter(o -> o.missing() == 0).toList();
    double base = complete.stream().mapToDouble(Overhead::baseLastNanos).sum();
    double defended = complete.stream().mapToDouble(Overhead::lastNormalNanos).sum();
    return ratio(defended - base, base);
  }

  private double sum(ToDoubleFunction<Overhead> figure) {
    return overheads.stream().mapToDouble(figure).sum();
  }

  private static double ratio(double extra, double of) {
    return of > 0 ? extra / of : Double.NaN;
  }

  /** How long blocking held what the clients sent. */
  public Latency clientLatency() {
    return Latency.of(clientHeld, clientPackets);
  }

  /** How long blocking held what the servers sent. */
  public Latency serverLatency() {
    return Latency.of(serverHeld, serverPackets);
  }

  /** The most padding packets that a client saw within one second, both directions. */
  public int peakPaddingPerSecond() {
    return peakPadding;
  }

  /** Padding after more than two seconds of silence: it would wake a radio. */
  public long wakeUps() {
    return wakeUps;
  }
}
