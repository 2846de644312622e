package io.veiltun.maybenot.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Xoshiro256StarStarTest {
  @Test
  void aStateGivesThePublishedWords() {
    String key = RngVectors.key("xoshiro256ss_state_");
    long[] state =
        Stream.of(key.substring("xoshiro256ss_state_".length()).split("_", -1))
            .mapToLong(Long::parseUnsignedLong)
            .toArray();
    long[] expected = RngVectors.words(RngVectors.ALL.path(key).path("u64"), 10);
    assertThat(expected).isNotEmpty();
    Xoshiro256StarStar source =
        Xoshiro256StarStar.fromState(state[0], state[1], state[2], state[3]);
    assertThat(RngVectors.drawn(source, expected.length)).isEqualTo(expected);
  }

  @Test
  void splitMixGivesThePublishedWords() {
    String key = RngVectors.key("splitmix64_");
    SplitMix64 mix = new SplitMix64(Long.parseUnsignedLong(key.substring("splitmix64_".length())));
    for (long word : RngVectors.words(RngVectors.ALL.path(key).path("u64"), 10)) {
      assertThat(mix.next()).isEqualTo(word);
    }
  }

  @Test
  void everySeedOfTheVectorsGivesItsWords() {
    var seeds = RngVectors.ALL.path("xoshiro256ss_seed_from_u64").properties();
    assertThat(seeds).isNotEmpty();
    seeds.forEach(seed -> {
      long[] expected = RngVectors.words(seed.getValue(), 10);
      var source = Xoshiro256StarStar.fromSeed(Long.parseUnsignedLong(seed.getKey()));
      assertThat(RngVectors.drawn(source, expected.length)).as(seed.getKey()).isEqualTo(expected);
    });
  }

  @Test
  void everyStringOfTheVectorsGivesItsWords() {
    var seeds = RngVectors.ALL.path("xoshiro256ss_from_string").properties();
    assertThat(seeds).isNotEmpty();
    seeds.forEach(seed -> {
      long[] expected = RngVectors.words(seed.getValue(), 10);
      var source = Xoshiro256StarStar.fromString(seed.getKey());
      assertThat(RngVectors.drawn(source, expected.length))
          .as("'%s'", seed.getKey())
          .isEqualTo(expected);
    });
  }

  @Test
  void theSeederGivesThePublishedWords() {
    SipSeeder seeder = SipSeeder.of("test string");
    SipSeeder second = new SipSeeder(seeder.next(), seeder.next(), seeder.next(), seeder.next());
    long[] expected =
        RngVectors.words(RngVectors.ALL.at("/seeder_test_string_seeding_a_second_siprng/u64"), 10);
    for (long word : expected) {
      assertThat(second.next()).isEqualTo(word);
    }
  }

  @Test
  void theSeedersOutputFromTheZeroStateIsThePublishedOne() {
    SipSeeder zero = new SipSeeder(0, 0, 0, 0);
    for (long word : RngVectors.words(RngVectors.ALL.at("/siprng_zero_state/u64_hex"), 16)) {
      assertThat(zero.next()).isEqualTo(word);
    }
  }

  @Test
  void theAllZeroStateCountsAsSeedZero() {
    assertThat(RngVectors.drawn(Xoshiro256StarStar.fromState(0, 0, 0, 0), 8))
        .isEqualTo(RngVectors.drawn(Xoshiro256StarStar.fromSeed(0), 8));
  }

  @Test
  void a32BitWordIsTheUpperHalfOfOneStep() {
    Xoshiro256StarStar ints = Xoshiro256StarStar.fromSeed(7);
    Xoshiro256StarStar longs = Xoshiro256StarStar.fromSeed(7);
    for (int i = 0; i < 100; i++) {
      assertThat(ints.nextInt()).isEqualTo((int) (longs.nextLong() >>> 32));
    }
  }

  @Test
  void wordsCountsBothSizesAsOne() {
    Xoshiro256StarStar source = Xoshiro256StarStar.fromSeed(7);
    assertThat(source.words()).isZero();
    source.nextInt();
    source.nextLong();
    source.nextInt();
    assertThat(source.words()).isEqualTo(3);
  }

  @Test
  void stringsLongerThanABlockDifferInEveryByte() {
    long plain = Xoshiro256StarStar.fromString("abcdefghijklmnopqrstuvwx").nextLong();
    for (int i = 0; i < 24; i++) {
      StringBuilder other = new StringBuilder("abcdefghijklmnopqrstuvwx");
      other.setCharAt(i, '!');
      assertThat(Xoshiro256StarStar.fromString(other.toString()).nextLong()).isNotEqualTo(plain);
    }
  }
}
