package io.veiltun.maybenot.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracePlotTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 5000, 100_000})
  void tracesOfAnySizeArePlottedInBoundedSpace(int packets) throws Exception {
    SplittableRandom random = new SplittableRandom(packets);
    PacketSeries series = new PacketSeries("with <defence> & \"decoys\"");
    for (int i = 0; i < packets; i++) {
      series.add(random.nextLong(60_000_000_000L), random.nextBoolean(), random.nextBoolean());
    }
    String svg = TracePlot.render("A trace", List.of(series));

    assertThat(svg.length()).isLessThan(120_000);
    assertThat(MachineTextTest.texts(MachineTextTest.parse(svg)))
        .contains("A trace", "data", "decoys", "sent", "received", "0 s")
        .anyMatch(text ->
            text.startsWith(
                "with <defence> & \"decoys\": sent "
                    + Units.count(series.count(true, false))
                    + " data, "));
  }

  @Test
  void everyPacketIsInOneSlice() {
    PacketSeries series = new PacketSeries("");
    long[] times = {-5, 0, 1, 999, 1000};
    for (long time : times) {
      series.add(time, true, false);
    }
    series.add(500, false, false);
    series.add(500, true, true);

    assertThat(series.bins(true, false, 10, series.last()))
        .containsExactly(3, 0, 0, 0, 0, 0, 0, 0, 0, 2);
    assertThat(Arrays.stream(series.bins(true, true, 10, series.last())).sum()).isEqualTo(1);
  }
}
