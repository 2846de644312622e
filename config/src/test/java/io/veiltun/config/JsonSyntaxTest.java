package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonSyntaxTest {
  @Test
  void emptyFileIsNamedAsSuch() {
    assertThat(read("")).containsExactly("the file is empty, expected a JSON object");
    assertThat(read(" \n")).containsExactly("the file is empty, expected a JSON object");
  }

  @Test
  void unexpectedCharacterIsNamedWithLineAndColumn() {
    assertThat(read("{\n  \"interface\": {},\n}"))
        .containsExactly("line 3, column 1: not valid JSON, unexpected character }");
  }

  @Test
  void bareWordIsNamedWithLineAndColumnButNotQuoted() {
    assertThat(read("{ \"privateKey\": c2VjcmV0 }"))
        .singleElement()
        .asString()
        .startsWith("line 1, column ")
        .endsWith(": a word that is not JSON, text needs double quotes");
  }

  @Test
  void cutOffFileIsNamedWithLineAndColumn() {
    assertThat(read("{\n  \"hops\": [\n"))
        .containsExactly("line 3, column 1: the text ends before the JSON does");
    assertThat(read("{ \"privateKey\": \"c2Vjc"))
        .singleElement()
        .asString()
        .endsWith(": the text ends before the JSON does");
  }

  @Test
  void textAfterTheProfileIsAnError() {
    assertThat(read("{\"hops\": []} {}"))
        .contains("line 1, column 14: text after the end of the profile");
    assertThat(read("{\"hops\": []}\n}"))
        .contains("line 2, column 1: text after the end of the profile");
  }

  @Test
  void everyDuplicateMemberIsListed() {
    assertThat(read("{\"a\": 1, \"a\": 2, \"hops\": [{\"b\": 1, \"b\": 1, \"b\": 1}]}"))
        .contains("/a: given more than once", "/hops/0/b: given more than once");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(read("[".repeat(100_000)))
        .singleElement()
        .asString()
        .endsWith("nested too deeply, or a name or number that is too long");
  }

  @Test
  void commentsAndSingleQuotesAreNotJson() {
    assertThat(read("{ // comment\n}"))
        .containsExactly("line 1, column 3: not valid JSON, unexpected character /");
    assertThat(read("{'hops': []}"))
        .containsExactly("line 1, column 2: not valid JSON, unexpected character '");
  }

  @Test
  void invalidUtf8IsAnErrorWithLineAndColumn() {
    byte[] json = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    assertThat(Draft.problems(ProfileReader.read(json, Path.of("p.json"), Draft.STRICT)))
        .singleElement()
        .asString()
        .matches("line 1, column \\d+: not valid JSON");
  }

  private static List<String> read(String json) {
    return Draft.problems(
        ProfileReader.read(json.getBytes(StandardCharsets.UTF_8), Path.of("p.json"), Draft.STRICT));
  }
}
