package io.veiltun.maybenot.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SelectionTest {
  @Test
  void shufflesAreTheVectors() {
    List<String> names = RngVectors.draws("shuffle_0_to_");
    assertThat(names).isNotEmpty();
    for (String name : names) {
      int[] expected = ints(RngVectors.DRAWS.path(name));
      int[] array = IntStream.range(0, expected.length).toArray();
      Draws.shuffle(RngVectors.drawing(), array);
      assertThat(array).as(name).isNotEmpty().isEqualTo(expected);
      List<Integer> list = new ArrayList<>(IntStream.range(0, expected.length).boxed().toList());
      Draws.shuffle(RngVectors.drawing(), list);
      assertThat(list).as(name).isEqualTo(Arrays.stream(expected).boxed().toList());
    }
  }

  @Test
  void choicesAreTheVectors() {
    List<String> names = RngVectors.draws("choose_");
    assertThat(names).isNotEmpty();
    for (String name : names) {
      String[] words = name.split("_", -1);
      int amount = Integer.parseInt(words[1]);
      int n = Integer.parseInt(words[3]);
      assertThat(Draws.choose(RngVectors.drawing(), n, amount))
          .as(name)
          .isEqualTo(ints(RngVectors.DRAWS.path(name)));
    }
  }

  @Test
  void oneDrawServesTwelveOfTheFirstThirteenElements() {
    Xoshiro256StarStar random = RngVectors.seeded();
    Draws.shuffle(random, IntStream.range(0, 12).toArray());
    assertThat(random.words()).isOne();
    Draws.shuffle(random, IntStream.range(0, 13).toArray());
    assertThat(random.words()).isEqualTo(3);
  }

  @Test
  void shufflingNothingDrawsNothing() {
    Xoshiro256StarStar random = RngVectors.seeded();
    Draws.shuffle(random, new int[0]);
    Draws.shuffle(random, new int[1]);
    assertThat(random.words()).isZero();
  }

  @Test
  void everyElementReachesEveryPlaceEquallyOften() {
    Xoshiro256StarStar random = RngVectors.seeded();
    int[][] seen = new int[20][20];
    for (int round = 0; round < 20_000; round++) {
      int[] elements = IntStream.range(0, 20).toArray();
      Draws.shuffle(random, elements);
      for (int place = 0; place < 20; place++) {
        seen[place][elements[place]]++;
      }
    }
    for (int[] counts : seen) {
      assertThat(IntStream.of(counts)).allMatch(count -> count > 800 && count < 1200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,0",
    "5,5",
    "28,12",
    "100,11",
    "1000,12",
    "200,163",
    "163,163",
    "44009,163",
    "44010,163",
    "50000,170",
    "500000,12",
    "500000,163",
    "600000,20000"
  })
  void chosenIndicesDifferAndAreInRange(int n, int amount) {
    int[] chosen = Draws.choose(RngVectors.seeded(), n, amount);
    assertThat(chosen).hasSize(amount).doesNotHaveDuplicates();
    assertThat(IntStream.of(chosen)).allMatch(index -> index >= 0 && index < n);
  }

  @ParameterizedTest
  @CsvSource({"10,3", "20,15", "45000,163"})
  void everyIndexIsChosenEquallyOften(int n, int amount) {
    Xoshiro256StarStar random = RngVectors.seeded();
    int[] tenths = new int[10];
    int rounds = 100_000 / amount;
    for (int round = 0; round < rounds; round++) {
      for (int index : Draws.choose(random, n, amount)) {
        tenths[(int) (index * 10L / n)]++;
      }
    }
    double expected = rounds * amount / 10.0;
    assertThat(IntStream.of(tenths))
        .allMatch(count -> Math.abs(count - expected) < 0.05 * expected);
  }

  @Test
  void choosingMoreThanThereIsIsRefused() {
    assertThatThrownBy(() -> Draws.choose(RngVectors.seeded(), 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot choose 4 of 3");
    assertThatThrownBy(() -> Draws.choose(RngVectors.seeded(), 3, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int[] ints(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToInt(JsonNode::intValue)
        .toArray();
  }
}
