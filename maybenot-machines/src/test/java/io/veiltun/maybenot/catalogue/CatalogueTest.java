package io.veiltun.maybenot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  private static final long SEED = 20_251_123;

  static List<Entry> entries() {
    return Catalogue.entries();
  }

  private static RandomSource random() {
    return Xoshiro256StarStar.fromSeed(SEED);
  }

  private static String failure(String name) {
    InvalidMachineException e =
        catchThrowableOfType(
            InvalidMachineException.class, () -> Catalogue.defence(name, random()));
    assertThat(e).as("nothing was wrong with " + name).isNotNull();
    return String.valueOf(e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyEntryExplainsItselfInTwoToFiveSentences(Entry entry) {
    assertThat(entry.explanation().split("(?<=[.;])\\s+(?=[A-Z])")).hasSizeBetween(2, 5);
    assertThat(entry.explanation()).endsWith(".");
    assertThat(entry.title()).isNotBlank().doesNotEndWith(".");
    assertThat(entry.origin()).isNotBlank();
    assertThat(entry.licence()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyExampleWorks(Entry entry) throws InvalidMachineException {
    assertThat(entry.example()).startsWith(entry.name());
    Defence defence =
        Catalogue.defence(entry.example(), entry.random() ? random() : new NoRandom());
    assertThat(Catalogue.find(entry.example())).isPresent();
    if (!entry.name().equals("size-only")) {
      assertThat(Catalogue.machines(entry.example(), random())).isNotEmpty();
    }
    for (Defence.Side side : List.of(defence.client(), defence.relay())) {
      for (Machine machine : side.machines()) {
        assertThat(MachineFormat.decode(MachineFormat.encode(machine))).isEqualTo(machine);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theStringsOfAnEntryAreWhatItsNameRuns(Entry entry) throws InvalidMachineException {
    Entry complete = Catalogue.find(entry.example()).orElseThrow();
    if (complete.random()) {
      assertThat(complete.clientMachines()).isEmpty();
      assertThat(complete.relayMachines()).isEmpty();
      return;
    }
    Defence defence = Catalogue.defence(entry.example(), new NoRandom());
    assertThat(complete.clientMachines())
        .isEqualTo(defence.client().machines().stream().map(MachineFormat::encode).toList());
    assertThat(complete.relayMachines())
        .isEqualTo(defence.relay().machines().stream().map(MachineFormat::encode).toList());
  }

  @Test
  void randomEntriesDifferFromDrawToDraw() throws InvalidMachineException {
    RandomSource random = random();
    for (Entry entry : entries()) {
      Set<Defence> drawn = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        drawn.add(Catalogue.defence(entry.example(), entry.random() ? random : new NoRandom()));
      }
      if (entry.random()) {
        assertThat(drawn).as(entry.name()).hasSizeGreaterThan(1);
      } else {
        assertThat(drawn).as(entry.name()).hasSize(1);
      }
    }
  }

  @Test
  void theDefaultIsListedFirstAndPicksEveryMemberOfItsPool() throws InvalidMachineException {
    Entry pool = entries().getFirst();
    assertThat(pool.name()).isEqualTo(Catalogue.DEFAULT);
    assertThat(pool.kind()).isEqualTo(Entry.Kind.EPHEMERAL);
    Set<Defence> members = new HashSet<>();
    for (String member : pool.pool()) {
      members.add(Catalogue.defence(member, new NoRandom()));
    }
    RandomSource random = random();
    Set<Defence> picked = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      picked.add(Catalogue.defence(pool.name(), random));
    }
    assertThat(picked).as("seed %d", SEED).isEqualTo(members).hasSize(pool.pool().size());
  }

  @Test
  void theDefaultOnlyPads() throws InvalidMachineException {
    for (String member : entries().getFirst().pool()) {
      Defence defence = Catalogue.defence(member, new NoRandom());
      for (Defence.Side side : List.of(defence.client(), defence.relay())) {
        assertThat(side.machines()).isNotEmpty();
        assertThat(side.maxPaddingFrac()).isBetween(0.5, 0.99);
        assertThat(side.machines().stream().flatMap(m -> m.states().stream()).map(State::action))
            .allMatch(action -> action.isEmpty() || action.get() instanceof Action.SendPadding);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          xfront 1 2 3 4            | 'xfront 1 2 3 4': there is no such defence
          ''                        | '': there is no such defence
          NETFLOW                   | 'NETFLOW': there is no such defence
          netflow 1                 | netflow: 1 parameters instead of 0: netflow
          tamaraw                   | tamaraw: 0 parameters instead of 2: tamaraw P STOP_WINDOW
          tamaraw 0.01              | tamaraw: 1 parameters instead of 2: tamaraw P STOP_WINDOW
          tamaraw 0.01 5 5          | tamaraw: 3 parameters instead of 2: tamaraw P STOP_WINDOW
          tamaraw NaN 5             | tamaraw: P 'NaN' is not a number
          tamaraw 0.01 -5           | tamaraw: STOP_WINDOW '-5' is not a number
          tamaraw 0x1p3 5           | tamaraw: P '0x1p3' is not a number
          tamaraw 1e999 5           | tamaraw: P '1e999' is not between 1.0E-6 and 3600
          ratio 1                   | ratio: RECEIVED '1' is not between 2 and 1000000
          ratio 2.5                 | ratio: RECEIVED '2.5' is not a whole number
          front 1 1 2 3             | front: PADDING_BUDGET_MAX '1' is not between 2 and 2147483647
          front 10 5 2 3            | front: WINDOW_MIN is above WINDOW_MAX
          netflow + nothing         | 'nothing': there is no such defence
          netflow +                 | '': there is no such defence
          """)
  void wrongNamesSayWhatIsWrong(String name, String message) {
    String given = name == null ? "" : name;
    assertThat(failure(given)).isEqualTo(message.replace("\"", ""));
    assertThat(Catalogue.find(given).filter(e -> given.contains(" ") && !e.random())).isEmpty();
  }

  @Test
  void rangesThatCrossAreNamed() {
    assertThat(Catalogue.find("trains 2000 20 40 10")).isEmpty();
    assertThat(failure("trains 2000 20 40 10"))
        .startsWith("trains: no valid machine comes of this: states[3].action.limit: low 40.0");
  }

  @Test
  void spacesAroundWordsDoNotMatter() throws InvalidMachineException {
    assertThat(Catalogue.defence("  tamaraw\t0.01   100000 ", new NoRandom()))
        .isEqualTo(Catalogue.defence("tamaraw 0.01 100000", new NoRandom()));
    assertThat(Catalogue.find(" tamaraw  0.01 100000").orElseThrow().name())
        .isEqualTo("tamaraw 0.01 100000");
  }

  @Test
  void combinedNamesRunSideBySide() throws InvalidMachineException {
    Defence both =
        Catalogue.defence("break_pad_client + netflow+ break_pad_server", new NoRandom());
    assertThat(both.client().machines()).containsExactly(BreakPad.client(), IdleMachines.netflow());
    assertThat(both.relay().machines()).containsExactly(IdleMachines.netflow(), BreakPad.server());
  }

  @Test
  void aCombinationIsLimitedOnlyIfAllItsPartsAre() throws InvalidMachineException {
    RandomSource random = random();
    Defence.Side limited = Catalogue.defence("ephemeral-light + ephemeral-light", random).client();
    assertThat(limited.maxPaddingFrac())
        .isEqualTo(Catalogue.defence("ephemeral-light", random).client().maxPaddingFrac());
    assertThat(Catalogue.defence("ephemeral-light + netflow", random).client().maxPaddingFrac())
        .isZero();
    assertThat(Catalogue.defence("ephemeral-light + size-only", random).client().maxPaddingFrac())
        .isEqualTo(limited.maxPaddingFrac());
  }

  @Test
  void namesWithoutTheirParametersAreFoundWithoutMachines() {
    Entry entry = Catalogue.find("tamaraw").orElseThrow();
    assertThat(entry.usage()).isEqualTo("tamaraw P STOP_WINDOW");
    assertThat(entry.clientMachines()).isEmpty();
  }

  @Test
  void namesAreUniqueAndOneWord() {
    assertThat(Stream.of(entries().toArray(new Entry[0])).map(Entry::name))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9_-]+"));
  }
}
