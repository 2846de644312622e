package io.veiltun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "status, status, 0",
    "stauts, status, 1",
    "statu, status, 1",
    "sttatus, status, 1",
    "wg0, up, 3",
    "'', down, 4",
    "dpwm, down, 2"
  })
  void isTheFewestLettersToChange(String from, String to, int distance) {
    assertThat(EditDistance.between(from, to)).isEqualTo(distance);
    assertThat(EditDistance.between(to, from)).isEqualTo(distance);
  }
}
