package io.veiltun.maybenot.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WirePlotTest {
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 5000, 100_000})
  void tracesOfAnySizeArePlottedInBoundedSpace(int datagrams) throws Exception {
    SplittableRandom random = new SplittableRandom(datagrams);
    WireSeries plain = new WireSeries("without <defence>");
    WireSeries shaped = new WireSeries("with \"defence\"");
    for (int i = 0; i < datagrams; i++) {
      long time = random.nextLong(10_000 * MILLI);
      plain.add(time, random.nextInt(60, 1500), random.nextBoolean());
      shaped.add(time, 1480, random.nextBoolean());
    }
    String svg = WirePlot.render("A page", List.of(plain, shaped), 50 * MILLI);

    assertThat(svg.length()).isLessThan(3_000_000);
    assertThat(MachineTextTest.texts(MachineTextTest.parse(svg)))
        .contains("A page", "without <defence>", "with \"defence\"", "sent:", "received:", "0 s");
  }

  @Test
  void dotsOfOneSizeLieInOneLineAndOthersDoNot() throws Exception {
    WireSeries plain = new WireSeries("plain");
    WireSeries shaped = new WireSeries("shaped");
    for (int i = 0; i < 10; i++) {
      plain.add(i * 50L * MILLI, 100 * (i + 1), true);
      shaped.add(i * 50L * MILLI, 1000, true);
    }
    List<String> heights =
        WirePlot.render("", List.of(plain, shaped), 50 * MILLI)
            .lines()
            .filter(line -> line.startsWith("<path"))
            .map(path -> path.replaceAll("M[0-9.]+ ", "M"))
            .toList();

    assertThat(heights).hasSize(4);
    assertThat(distinctStarts(heights.get(0))).isEqualTo(10);
    assertThat(distinctStarts(heights.get(2))).isEqualTo(1);
    assertThat(
            MachineTextTest.texts(
                MachineTextTest.parse(WirePlot.render("", List.of(plain, shaped), MILLI))))
        .contains("10 sizes sent, 0 sizes received", "1 size sent, 0 sizes received");
  }

  private static long distinctStarts(String path) {
    return java.util.regex.Pattern.compile("M([0-9.]+)")
        .matcher(path)
        .results()
        .map(hit -> hit.group(1))
        .distinct()
        .count();
  }

  @Test
  void everyByteIsInOneSlice() {
    WireSeries series = new WireSeries("");
    series.add(-5, 1, true);
    series.add(0, 2, true);
    series.add(49, 4, true);
    series.add(50, 8, true);
    series.add(199, 16, true);
    series.add(120, 32, false);

    assertThat(series.bytesPerSlice(true, 50)).containsExactly(7, 8, 0, 16);
    assertThat(series.bytesPerSlice(false, 50)).containsExactly(0, 0, 32, 0);
    assertThat(new WireSeries("").bytesPerSlice(true, 50)).isEmpty();
  }

  @Test
  void datagramWithoutLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WireSeries("").add(0, 0, true))
        .withMessageContaining("0 bytes");
  }
}
