package io.veiltun.maybenot.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefenceFileTest {
  private static final Defence FIRST =
      new Defence(List.of("02eNa", "02eNb"), List.of(), "a \"note\"");
  private static final Defence SECOND = new Defence(List.of(), List.of("02eNc"), "tab\there\u0001");

  @Test
  void whatIsWrittenIsReadAgain() throws DefenceFormatException {
    DefenceFile file = new DefenceFile("two\nof them", List.of(FIRST, SECOND));

    DefenceFile read = DefenceFile.parse(file.text());

    assertThat(read.description()).isEqualTo("two of them");
    assertThat(read.defences()).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void theOrderOfTheDefencesDoesNotShowInTheFile() {
    assertThat(new DefenceFile("d", List.of(FIRST, SECOND)).text())
        .isEqualTo(new DefenceFile("d", List.of(SECOND, FIRST)).text());
  }

  @Test
  void anEmptyDefenceHasTheHashOfNothing() {
    assertThat(new Defence(List.of(), List.of(), "x").id())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"client\":[]} | client and server are needed",
        "{\"client\":[],\"server\":[],\"extra\":\"\"} | line 2, column 26: unknown member extra",
        "{\"client\":[],\"client\":[]} | second member client",
        "{\"client\":[\"a | the string does not end",
        "{\"client\":[\"\\x\"]} | unknown escape",
        "{\"client\":[\"\\u00g0\"]} | four hexadecimal digits",
        "{\"client\":[],\"server\":[]} x | nothing may follow",
        "nothing | '{' is expected",
      })
  void aBrokenLineIsNamed(String line, String message) {
    assertThatThrownBy(() -> DefenceFile.parse("description\n" + line))
        .isInstanceOf(DefenceFormatException.class)
        .hasMessageStartingWith("line 2, column ")
        .hasMessageContaining(message);
  }
}
