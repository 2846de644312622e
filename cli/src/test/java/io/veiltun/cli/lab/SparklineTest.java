package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void onlyNothingIsBlankAndTheMostIsFull() {
    Sparkline sparkline = new Sparkline(StandardCharsets.UTF_8);
    assertThat(sparkline.of(new long[] {0, 1, 500, 1000}, 1000)).isEqualTo(" ▁▄█");
    assertThat(sparkline.of(new long[] {0, 0}, 0)).isEqualTo("  ");
    assertThat(sparkline.of(new long[0], 7)).isEmpty();
  }

  @Test
  void terminalWithoutBarsGetsPlainCharacters() {
    assertThat(new Sparkline(StandardCharsets.US_ASCII).of(new long[] {0, 1, 500, 1000}, 1000))
        .isEqualTo(" .=@");
  }
}
