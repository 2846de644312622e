package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapingReportTest {
  private static final Sparkline BARS = new Sparkline(StandardCharsets.UTF_8);
  private static final PageComparison PAGES = PageComparisonSample.withDecoys(4);

  private static List<String> report() {
    return ShapingReport.text(PAGES, BARS)
        .lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  @Test
  void figuresAreThoseOfTheCaptures() {
    assertThat(report())
        .contains(
            "different sizes sent 2 1",
            "different sizes got 1 1",
            "datagrams sent 2 4 +100 %",
            "bytes sent 300 5,920 +1873 %",
            "datagrams got 1 2 +100 %",
            "bytes got 300 2,960 +887 %",
            "time to load 1.00 s 1.50 s +50 %");
  }

  @Test
  void causesAreWhatWasCountedBetweenBeginningAndEnd() {
    assertThat(report())
        .contains(
            "sent 4,000 bytes of data, 1,200 of size padding, 5,680 in 4 decoys",
            "got 4,000 bytes of data, 1,200 of size padding, 5,680 in 4 decoys");
  }

  @Test
  void barsOfBothLoadsShareScaleAndTime() {
    assertThat(ShapingReport.text(PAGES, BARS).lines())
        .contains(
            "  sent  without |▁▂ |",
            "        with    |██ ██ |  highest: 1,480",
            "  got   without |  ▂|",
            "        with    |  █  █|  highest: 1,480");
  }

  @Test
  void limitsOfTheDefenceAreNamed() {
    assertThat(ShapingReport.text(PAGES, BARS))
        .contains("not hide that a tunnel is used, when, nor roughly how much")
        .contains("only");
  }

  @Test
  void pictureShowsBothLoads() {
    assertThat(PAGES.svg())
        .startsWith("<svg ")
        .contains(">without DAITA<", ">with DAITA (ratio 3)<", "2 sizes sent, 1 size received");
  }
}
