package io.veiltun.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static Sample sample(double tcp, double memory) {
    return new Sample(tcp, 0, 0, 0, 0, 0, 0, 0, 0, memory);
  }

  @Test
  void medianIsTakenMemberByMember() {
    Sample median = Sample.median(List.of(sample(1, 30), sample(3, 10), sample(2, 20)));
    assertThat(median.tcp()).isEqualTo(2);
    assertThat(median.memory()).isEqualTo(20);
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Sample.median(List.of(sample(1, 0), sample(4, 0), sample(9, 0), sample(2, 0))).tcp())
        .isEqualTo(3);
  }

  @Test
  void tableHasTheRatioOfTheFirstToEachOther() {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    samples.put("ours", List.of(sample(3000, 100)));
    samples.put("theirs", List.of(sample(2000, 400)));
    assertThat(Report.table(1, samples).lines().filter(line -> line.startsWith("ours / theirs")))
        .singleElement()
        .asString()
        .contains("1.50 x")
        .contains("0.25 x")
        .doesNotContain("NaN");
  }

  @Test
  void rowWithDaitaIsComparedWithEveryRowWithoutIt() {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    samples.put("veiltun", List.of(sample(3000, 100)));
    samples.put("veiltun+size", List.of(sample(2700, 100)));
    samples.put("veiltun+daita", List.of(sample(2400, 100)));
    samples.put("theirs", List.of(sample(2000, 400)));
    assertThat(Report.table(1, samples).lines().filter(line -> line.contains(" / ")))
        .extracting(line -> line.replaceAll("  +", "  ").replaceAll(" x.*", ""))
        .containsExactly(
            "veiltun / theirs  1.50",
            "veiltun+size / veiltun  0.90",
            "veiltun+size / theirs  1.35",
            "veiltun+daita / veiltun  0.80",
            "veiltun+daita / theirs  1.20");
  }
}
