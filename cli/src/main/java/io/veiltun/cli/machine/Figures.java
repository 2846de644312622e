package io.veiltun.cli.machine;

import io.veiltun.maybenot.description.Units;
import io.veiltun.maybenot.simulator.Evaluation;
import io.veiltun.maybenot.simulator.Latency;
import io.veiltun.maybenot.simulator.Overhead;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What machines cost over all traces: sums of packets, seen from the client.
 *
 * @param sent client to relay
 * @param received relay to client
 * @param delayShare extra time until the last data packet per time of the trace; null if data is
 *     missing from every trace
 * @param clientHeld how long blocking held data at the client, and {@code relayHeld} at the relay
 * @param peakDecoysPerSecond the most within one second, both directions
 * @param wakeUps decoys after two seconds of silence, which would wake a radio
 */
record Figures(
    int traces,
    long events,
    Lane sent,
    Lane received,
    @Nullable Double delayShare,
    Latency clientHeld,
    Latency relayHeld,
    int peakDecoysPerSecond,
    long wakeUps) {
  /**
   * One direction.
   *
   * @param decoysAfterData of {@code decoys}, those after the last data packet of a trace
   * @param missing data packets the simulation did not come to: it ends at 1 000 000 events
   * @param decoyShare decoys among all packets, 0 to 1
   */
  record Lane(long data, long decoys, long decoysAfterData, long missing, double decoyShare) {
    static Lane of(
        Evaluation evaluation,
        ToIntFunction<Overhead> data,
        ToIntFunction<Overhead> decoys,
        ToIntFunction<Overhead> tail,
        ToIntFunction<Overhead> missing) {
      return of(
          sum(evaluation, data),
          sum(evaluation, decoys),
          sum(evaluation, tail),
          sum(evaluation, missing));
    }

    private static Lane of(long data, long decoys, long tail, long missing) {
      long all = data + decoys;
      return new Lane(data, decoys, tail, missing, all == 0 ? 0 : (double) decoys / all);
    }

    private Lane with(Lane other) {
      return of(
          data + other.data,
          decoys + other.decoys,
          decoysAfterData + other.decoysAfterData,
          missing + other.missing);
    }

    private static long sum(Evaluation evaluation, ToIntFunction<Overhead> figure) {
      return evaluation.overheads().stream().mapToLong(figure::applyAsInt).sum();
    }
  }

  static Figures of(Evaluation evaluation, @Nullable Double delayShare) {
    return new Figures(
        evaluation.traces(),
        evaluation.events(),
        Lane.of(
            evaluation,
            Overhead::normalSent,
            Overhead::paddingSent,
            Overhead::tailSent,
            Overhead::missingSent),
        Lane.of(
            evaluation,
            Overhead::normalReceived,
            Overhead::paddingReceived,
            Overhead::tailReceived,
            Overhead::missingReceived),
        delayShare,
        evaluation.clientLatency(),
        evaluation.serverLatency(),
        evaluation.peakPaddingPerSecond(),
        evaluation.wakeUps());
  }

  String table() {
    Lane both = sent.with(received);
    StringBuilder text = new StringBuilder();
    row(text, "", "SENT", "RECEIVED", "BOTH");
    row(text, "data packets", count(sent.data), count(received.data), count(both.data));
    row(text, "decoys", count(sent.decoys), count(received.decoys), count(both.decoys));
    row(
        text,
        "  of them after the data",
        count(sent.decoysAfterData),
        count(received.decoysAfterData),
        count(both.decoysAfterData));
    row(
        text,
        "decoys among all packets",
        Units.percent(sent.decoyShare),
        Units.percent(received.decoyShare),
        Units.percent(both.decoyShare));
    if (both.missing > 0) {
      row(
          text,
          "data not simulated (too long)",
          count(sent.missing),
          count(received.missing),
          count(both.missing));
    }
    row(text, "data held back, half below", held(clientHeld.p50()), held(relayHeld.p50()), "");
    row(text, "  95 % below", held(clientHeld.p95()), held(relayHeld.p95()), "");
    row(text, "  at most", held(clientHeld.most()), held(relayHeld.most()), "");
    text.append('\n');
    text.append("The last data packet comes ").append(delay()).append(".\n");
    text.append(
        "At most %s decoys within a second; %s decoys after 2 s of silence.\n"
            .formatted(count(peakDecoysPerSecond), count(wakeUps)));
    text.append(
        "%s trace%s, %s events simulated.\n"
            .formatted(count(traces), traces == 1 ? "" : "s", count(events)));
    return text.toString();
  }

  private String delay() {
    if (delayShare == null) {
      return "at a time that is not known: data is missing";
    }
    if (Math.abs(delayShare) < 5e-5) {
      return "when it came without machines";
    }
    return Units.percent(Math.abs(delayShare))
        + (delayShare > 0 ? " later" : " earlier")
        + " than without machines";
  }

  private static String held(long nanos) {
    return Units.time(nanos / 1e3);
  }

  private static String count(long value) {
    return Units.count((double) value);
  }

  private static void row(StringBuilder text, String name, String a, String b, String c) {
    text.append("%-30s %12s %12s %12s".formatted(name, a, b, c).stripTrailing()).append('\n');
  }
}
