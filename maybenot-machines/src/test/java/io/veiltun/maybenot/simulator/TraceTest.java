package io.veiltun.maybenot.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
  @Test
  void linesBecomePacketsInTheOrderOfTheirTimes() throws TraceFormatException {
    Trace trace = Trace.parse("0,s,514\n 30 ,r\nno packet\n20,sn,1\r\n25,sp\n26,rp,9\n21,rn");

    assertThat(trace.size()).isEqualTo(4);
    assertThat(trace.timeNanos(1)).isEqualTo(20);
    assertThat(trace.sent(1)).isTrue();
    assertThat(trace.timeNanos(2)).isEqualTo(21);
    assertThat(trace.sent(2)).isFalse();
    assertThat(trace.timeNanos(3)).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,s | line 2: 'x' is not a time of 0 to 604800000000000 ns",
        "-1,s | line 2: '-1' is not a time of 0 to 604800000000000 ns",
        "18446744073709551615,s | line 2: '18446744073709551615' is not a time of 0 to 604800000000000 ns",
        "1,x | line 2: direction 'x' is none of s, sn, sp, r, rn, rp"
      })
  void aBrokenLineIsNamed(String line, String message) {
    assertThatThrownBy(() -> Trace.parse("0,s\n" + line))
        .isInstanceOf(TraceFormatException.class)
        .hasMessage(message);
  }

  @Test
  void theBottleneckIsTenTimesTheMostOfOneDirectionWithinAHundredMilliseconds()
      throws TraceFormatException {
    Trace trace = Trace.parse("0,s\n1,r\n50000000,s\n100000000,s\n100000001,s\n300000000,r");

    assertThat(trace.bottleneckRate()).isEqualTo(30);
    assertThat(Trace.builder().build().bottleneckRate()).isEqualTo(Network.UNLIMITED);
  }

  @Test
  void aDefendedTraceIsReadAsItIsWritten() throws TraceFormatException {
    String text = "0,sn,514\n5,sp,514\n5,rp,514\n9,rn,514\n";

    assertThat(DefendedTrace.parse(text).text(514)).isEqualTo(text);
  }
}
