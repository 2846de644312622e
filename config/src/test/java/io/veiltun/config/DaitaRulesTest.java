package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.veiltun.config.Quantity.DataSize;
import io.veiltun.config.Quantity.Rate;
import io.veiltun.config.Quantity.TimeSpan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of {@code daita}, the same in a hop and in a peer. */
class DaitaRulesTest {
  private static final String PLACE = "/hops/0/daita";

  @TempDir Path folder;

  /** The sample's first hop with {@code json} as its daita. */
  private Draft with(String json) {
    return Draft.client(folder).set(PLACE, json);
  }

  private Daita read(String json) {
    ReadResult.Valid result = (ReadResult.Valid) with(json).read();
    return ((ClientProfile) result.profile()).hops().getFirst().daita().orElseThrow();
  }

  private void assertOnlyProblem(String json, String problem) {
    assertThat(with(json).problems()).containsExactly(PLACE + problem);
  }

  @Test
  void emptyMeansAllDefaults() {
    Daita defaults =
        new Daita(
            new DefenceChoice.Named("ephemeral-light"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            TimeSpan.parse("5 s"));
    assertThat(read("{}")).isEqualTo(defaults);
    assertThat(read("{\"limits\": {}, \"budget\": {}}")).isEqualTo(defaults);
    assertThat(read("{\"idle\": \"keep\", \"keepalives\": \"padded\"}")).isEqualTo(defaults);
  }

  @Test
  void everyMemberArrives() {
    String json =
        """
        { "defence": "tamaraw 0.01 100000", "limits": { "padding": 0.25, "blocking": 1 },
          "budget": { "rate": "1.5 kbit/s", "perDay": "3 MiB" }, "idle": "sleep-after 2 min",
          "keepalives": "plain", "maxDelay": "24 h" }
        """;
    assertThat(read(json))
        .isEqualTo(
            new Daita(
                new DefenceChoice.Named("tamaraw 0.01 100000"),
                Optional.of(0.25),
                Optional.of(1.0),
                Optional.of(new Rate(1_500)),
                Optional.of(new DataSize(3 << 20)),
                Optional.of(new TimeSpan(120_000_000_000L)),
                false,
                new TimeSpan(86_400_000_000_000L)));
  }

  @Test
  void aPeersDaitaIsReadAndCheckedToo() {
    Draft relay = Draft.relay(folder).set("/peers/1/daita", "{\"defence\": \"size-only\"}");
    RelayProfile profile = (RelayProfile) ((ReadResult.Valid) relay.read()).profile();
    assertThat(profile.peers().get(1).daita().orElseThrow().defence())
        .isEqualTo(new DefenceChoice.Named("size-only"));
    assertThat(relay.set("/peers/1/daita/idle", "5").problems())
        .containsExactly(
            "/peers/1/daita/idle: a number, expected \"keep\" or \"sleep-after 30 s\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | null, leave the member out instead",
        "true | true, expected an object",
        "\"ephemeral-light\" | text, expected an object",
        "[] | an array, expected an object"
      })
  void daitaIsAnObject(String json, String message) {
    assertOnlyProblem(json, ": " + message);
  }

  @Test
  void unknownMembersAreRefused() {
    assertOnlyProblem("{\"defense\": \"x\"}", "/defense: unknown member, did you mean defence?");
    assertOnlyProblem("{\"padding\": 1}", "/padding: unknown member");
    assertOnlyProblem(
        "{\"limits\": {\"pading\": 1}}", "/limits/pading: unknown member, did you mean padding?");
    assertOnlyProblem(
        "{\"budget\": {\"perday\": 1}}", "/budget/perday: unknown member, did you mean perDay?");
  }

  @Test
  void machinesArriveInTheirOrderAndMayRepeat() {
    assertThat(read("{\"defence\": [\"02b\", \"02a\", \"02b\"]}").defence())
        .isEqualTo(new DefenceChoice.Machines(List.of("02b", "02a", "02b")));
  }

  @Test
  void machinesArePrintedAsTheirNumberOnly() {
    assertThat(read("{\"defence\": [\"02first\", \"02second\"]}").toString())
        .contains("Machines[2]")
        .doesNotContain("02first", "02second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "true", "{}"})
  void aDefenceIsANameOrAList(String json) {
    assertThat(with("{\"defence\": " + json + "}").problems())
        .singleElement()
        .asString()
        .startsWith(PLACE + "/defence: ")
        .endsWith(
            ", expected the name of a defence such as \"ephemeral-light\""
                + " or an array of machine strings");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"\"\" | empty", "\"  \" | blank", "\"\\n\" | blank"})
  void aNameIsNotBlank(String json, String what) {
    assertOnlyProblem(
        "{\"defence\": " + json + "}",
        "/defence: " + what + ", expected the name of a defence such as \"ephemeral-light\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nb", "a\\u0000", "\\ta", "a\\u2028b", "a\\u007f", "a\\u0085"})
  void aNameOrMachineIsOneLine(String text) {
    assertOnlyProblem(
        "{\"defence\": \"" + text + "\"}",
        "/defence: a line break or control character, expected one line");
    assertOnlyProblem(
        "{\"defence\": [\"" + text + "\"]}",
        "/defence/0: a line break or control character, expected one line");
  }

  @Test
  void aNameHasAtMost200Characters() {
    assertThat(with("{\"defence\": \"" + "n-".repeat(100) + "\"}").problems()).isEmpty();
    assertOnlyProblem(
        "{\"defence\": \"" + "n-".repeat(100) + "n\"}",
        "/defence: 201 characters, expected at most 200");
  }

  @Test
  void aKeyIsNoName() {
    assertOnlyProblem(
        "{\"defence\": \"" + Draft.key(9) + "\"}",
        "/defence: looks like a key, expected the name of a defence such as \"ephemeral-light\"");
  }

  @Test
  void aListHasOneTo64Machines() {
    assertOnlyProblem("{\"defence\": []}", "/defence: empty, expected at least one");
    assertThat(with("{\"defence\": [" + "\"02\",".repeat(63) + "\"02\"]}").problems()).isEmpty();
    assertOnlyProblem(
        "{\"defence\": [" + "\"02\",".repeat(64) + "\"02\"]}",
        "/defence: 65 elements, expected at most 64");
  }

  @Test
  void aMachineIsText() {
    assertThat(with("{\"defence\": [\"\", \"02\", 2, null, \" \"]}").problems())
        .containsExactly(
            PLACE + "/defence/0: empty, expected a Maybenot machine string",
            PLACE + "/defence/2: a number, expected a Maybenot machine string",
            PLACE + "/defence/3: null, expected a Maybenot machine string",
            PLACE + "/defence/4: blank, expected a Maybenot machine string");
  }

  @Test
  void aMachineHasAtMostAMebibyteOfCharacters() {
    String longest = "A".repeat(1 << 20);
    assertThat(with("{\"defence\": [\"" + longest + "\"]}").problems()).isEmpty();
    assertOnlyProblem(
        "{\"defence\": [\"" + longest + "A\"]}",
        "/defence/0: 1048577 characters, expected at most 1048576");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.01 | out of range",
        "-0.01 | out of range",
        "2 | out of range",
        "-1 | out of range",
        "1e30 | out of range",
        "99999999999999999999 | out of range",
        "\"0.5\" | text",
        "\"50 %\" | text",
        "true | true",
        "[] | an array"
      })
  void limitsAreNumbersFromZeroToOne(String json, String what) {
    for (String limit : List.of("padding", "blocking")) {
      assertOnlyProblem(
          "{\"limits\": {\"" + limit + "\": " + json + "}}",
          "/limits/" + limit + ": " + what + ", expected a number from 0 to 1");
    }
  }

  @Test
  void aNumberBeyondEveryDoubleIsOutOfRange() {
    byte[] json =
        with("{\"limits\": {\"padding\": 12345}}")
            .json()
            .replace("12345", "1e400")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Draft.problems(ProfileReader.read(json, folder.resolve("p.json"), Draft.STRICT)))
        .containsExactly(PLACE + "/limits/padding: out of range, expected a number from 0 to 1");
  }

  @Test
  void limitsMayBeTheEndsOfTheirRange() {
    Daita daita = read("{\"limits\": {\"padding\": 0, \"blocking\": 1.0}}");
    assertThat(daita.maxPadding()).contains(0.0);
    assertThat(daita.maxBlocking()).contains(1.0);
  }

  @Test
  void limitsAndBudgetAreObjects() {
    assertOnlyProblem(
        "{\"limits\": 0.5}", "/limits: a number with a fraction or exponent, expected an object");
    assertOnlyProblem("{\"budget\": \"2 GB\"}", "/budget: text, expected an object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2000000 | a number, expected text such as \"2 Mbit/s\"",
        "\"2000000\" | a bare number, expected one with a unit such as \"2 Mbit/s\"",
        "\"2 MB\" | unknown unit, expected one of bit/s, kbit/s, Mbit/s, Gbit/s",
        "\"-2 Mbit/s\" | not a number with a unit, expected text such as \"2 Mbit/s\"",
        "\"0.0 Mbit/s\" | zero, expected more, such as \"2 Mbit/s\"",
        "null | null, leave the member out instead"
      })
  void budgetRateIsARateAboveZero(String json, String message) {
    assertOnlyProblem("{\"budget\": {\"rate\": " + json + "}}", "/budget/rate: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.5 | a number with a fraction or exponent, expected text such as \"2 GB\"",
        "\"2\" | a bare number, expected one with a unit such as \"2 GB\"",
        "\"2 Gbit\" | unknown unit, expected one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB",
        "\"0 B\" | zero, expected more, such as \"2 GB\""
      })
  void budgetPerDayIsASizeAboveZero(String json, String message) {
    assertOnlyProblem("{\"budget\": {\"perDay\": " + json + "}}", "/budget/perDay: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 | a number, expected \"keep\" or \"sleep-after 30 s\"",
        "\"sleep\" | unknown, expected \"keep\" or \"sleep-after 30 s\"",
        "\"30 s\" | unknown, expected \"keep\" or \"sleep-after 30 s\"",
        "\"sleep-after\" | unknown, expected \"keep\" or \"sleep-after 30 s\"",
        "\"sleep-after 30\" | a bare number, expected one with a unit such as \"500 ms\"",
        "\"sleep-after 30 x\" | unknown unit, expected one of ns, us, ms, s, min, h, d",
        "\"sleep-after 0 s\" | zero, expected more, such as \"500 ms\""
      })
  void idleKeepsOrSleepsAfterATimeAboveZero(String json, String message) {
    assertOnlyProblem("{\"idle\": " + json + "}", "/idle: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"true | true", "25 | a number", "\"Plain\" | unknown", "\"\" | unknown"})
  void keepalivesArePaddedOrPlain(String json, String what) {
    assertOnlyProblem(
        "{\"keepalives\": " + json + "}",
        "/keepalives: " + what + ", expected \"padded\" or \"plain\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | a number, expected text such as \"5 s\"",
        "\"5\" | a bare number, expected one with a unit such as \"500 ms\"",
        "\"0 s\" | zero, expected more, such as \"500 ms\"",
        "\"24.000000001 h\" | more than 24 h, expected text such as \"5 s\"",
        "\"2 d\" | more than 24 h, expected text such as \"5 s\""
      })
  void maxDelayIsAboveZeroAndAtMost24Hours(String json, String message) {
    assertOnlyProblem("{\"maxDelay\": " + json + "}", "/maxDelay: " + message);
  }

  @Test
  void everythingWrongIsListedAtOnce() {
    String json =
        """
        { "defence": ["", 1], "limits": { "padding": 2, "blocking": "1", "x": 1 },
          "budget": { "rate": 1, "perDay": "0 B" }, "idle": "", "keepalives": 1, "maxDelay": 1,
          "colour": 1 }
        """;
    assertThat(with(json).problems())
        .extracting(problem -> problem.substring(PLACE.length(), problem.indexOf(':')))
        .containsExactlyInAnyOrder(
            "/defence/0",
            "/defence/1",
            "/limits/padding",
            "/limits/blocking",
            "/limits/x",
            "/budget/rate",
            "/budget/perDay",
            "/idle",
            "/keepalives",
            "/maxDelay",
            "/colour");
  }

  @Test
  void theRecordRefusesWhatTheReaderRefuses() {
    Optional<Double> none = Optional.empty();
    TimeSpan second = TimeSpan.parse("1 s");
    for (double fraction : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> daita(Optional.of(fraction), none, 1, 1, second, second))
          .withMessageStartingWith("maxPadding");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> daita(none, Optional.of(fraction), 1, 1, second, second))
          .withMessageStartingWith("maxBlocking");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> daita(none, none, 0, 1, second, second))
        .withMessage("rate is zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> daita(none, none, 1, 0, second, second))
        .withMessage("perDay is zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> daita(none, none, 1, 1, new TimeSpan(0), second))
        .withMessage("sleepAfter is zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> daita(none, none, 1, 1, second, new TimeSpan(0)))
        .withMessage("maxDelay is zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> daita(none, none, 1, 1, second, TimeSpan.parse("25 h")))
        .withMessage("maxDelay above 24 h");
    assertThatIllegalArgumentException().isThrownBy(() -> new DefenceChoice.Machines(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new DefenceChoice.Machines(List.of(" ")));
    assertThatIllegalArgumentException().isThrownBy(() -> new DefenceChoice.Named("a\nb"));
  }

  private static Daita daita(
      Optional<Double> maxPadding,
      Optional<Double> maxBlocking,
      long rate,
      long perDay,
      TimeSpan sleepAfter,
      TimeSpan maxDelay) {
    return new Daita(
        new DefenceChoice.Named("size-only"),
        maxPadding,
        maxBlocking,
        Optional.of(new Rate(rate)),
        Optional.of(new DataSize(perDay)),
        Optional.of(sleepAfter),
        true,
        maxDelay);
  }
}
