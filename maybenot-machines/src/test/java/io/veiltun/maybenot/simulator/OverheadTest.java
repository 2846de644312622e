package io.veiltun.maybenot.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OverheadTest {
  private static final String BASE = "0,s\n10,r\n20,r\n100,s\n";

  @Test
  void paddingAfterTheLastDataPacketIsTheTail() throws TraceFormatException {
    Overhead overhead =
        Overhead.of(
            Trace.parse(BASE),
            DefendedTrace.parse(
                "0,sn\n1,sp\n10,rn\n15,rp\n20,rn\n21,rp\n150,sn\n160,rp\n170,sp\n180,rp"));

    assertThat(overhead).isEqualTo(new Overhead(2, 2, 2, 4, 1, 2, 0, 0, 180, 150, 100));
    assertThat(overhead.data()).hasValue(0.75);
    assertThat(overhead.dataSent()).hasValue(0.5);
    assertThat(overhead.dataReceived()).hasValue(1.0);
    assertThat(overhead.duration()).hasValue(0.5);
  }

  @Test
  void missingPacketsLeaveTheDurationUndefined() throws TraceFormatException {
    Overhead overhead = Overhead.of(Trace.parse(BASE), DefendedTrace.parse("0,sn\n10,rn\n"));

    assertThat(overhead.missingSent()).isEqualTo(1);
    assertThat(overhead.missingReceived()).isEqualTo(1);
    assertThat(overhead.duration()).isEmpty();
  }

  @Test
  void withoutDataPacketsNoRatioIsDefined() throws TraceFormatException {
    Overhead overhead = Overhead.of(Trace.parse(""), DefendedTrace.parse("0,sp"));

    assertThat(overhead.data()).isEmpty();
    assertThat(overhead.duration()).isEmpty();
  }

  @Test
  void averagesOfRatiosAndRatiosOfSumsDiffer() throws TraceFormatException {
    Evaluation evaluation = new Evaluation();
    evaluation.add(Trace.parse("0,s\n4,s"), DefendedTrace.parse("0,sn\n1,sp\n2,sp\n6,sn"));
    evaluation.add(
        Trace.parse("0,s\n1,s\n2,s\n10,s"),
        DefendedTrace.parse("0,sn\n1,sn\n2,sn\n10,sn\n3000000000,sp"));

    assertThat(evaluation.eachDefined(Overhead::data))
        .isEqualTo(new Statistic(2, 0.5, Math.sqrt(0.5), 0.5));
    assertThat(evaluation.totalLoad()).isEqualTo(0.5);
    assertThat(evaluation.totalLoadReceived()).isNaN();
    assertThat(evaluation.eachDefined(Overhead::duration).mean()).isEqualTo(0.25);
    assertThat(evaluation.totalDelay()).isCloseTo(2.0 / 14, within(1e-12));
    assertThat(evaluation.peakPaddingPerSecond()).isEqualTo(2);
    assertThat(evaluation.wakeUps()).isEqualTo(1);
  }

  @Test
  void oneTraceHasNoDeviation() {
    assertThat(Statistic.of(new double[] {3}).stdDev()).isNaN();
    assertThat(Statistic.of(new double[] {1, 2, 6}).median()).isEqualTo(2);
    assertThat(Statistic.of(new double[] {}).count()).isZero();
  }

  @Test
  void percentilesAreOfTheNearestRank() {
    long[] held = new long[200];
    for (int i = 0; i < 100; i++) {
      held[i] = 100L - i;
    }

    assertThat(Latency.of(held, 100)).isEqualTo(new Latency(100, 50, 95, 99, 100));
  }
}
