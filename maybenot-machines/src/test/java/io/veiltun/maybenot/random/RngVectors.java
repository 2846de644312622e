package io.veiltun.maybenot.random;

import io.veiltun.maybenot.Vectors;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The entries of rng.json. */
final class RngVectors {
  static final JsonNode ALL = Vectors.json("rng.json");
  private static final String DRAWS_PREFIX = "draws_seed_";
  private static final String DRAWS_KEY = key(DRAWS_PREFIX);
  static final JsonNode DRAWS = ALL.path(DRAWS_KEY);

  private RngVectors() {}

  static long[] words(JsonNode texts, int radix) {
    return StreamSupport.stream(texts.spliterator(), false)
        .mapToLong(text -> Long.parseUnsignedLong(text.asString(), radix))
        .toArray();
  }

  static long[] drawn(RandomSource source, int count) {
    return LongStream.generate(source::nextLong).limit(count).toArray();
  }

  /** The source of {@link #DRAWS}. */
  static Xoshiro256StarStar drawing() {
    return Xoshiro256StarStar.fromSeed(
        Long.parseUnsignedLong(DRAWS_KEY.substring(DRAWS_PREFIX.length())));
  }

  /** For tests without vectors. */
  static Xoshiro256StarStar seeded() {
    return Xoshiro256StarStar.fromSeed(42);
  }

  /** The one key that begins so; its rest holds parameters. */
  static String key(String prefix) {
    return ALL.propertyNames().stream().filter(k -> k.startsWith(prefix)).findFirst().orElseThrow();
  }

  /** The keys of the draws that begin so. */
  static List<String> draws(String prefix) {
    return DRAWS.propertyNames().stream().filter(key -> key.startsWith(prefix)).toList();
  }
}
