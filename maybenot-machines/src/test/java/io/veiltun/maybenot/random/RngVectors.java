package io.veiltun.maybenot.random;

import io.veiltun.maybenot.Vectors;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The entries of rng.json. */
final class RngVectors {
  static final JsonNode ALL = Vectors.json("rng.json");
  static final JsonNode DRAWS = ALL.path("draws_seed_42");

  private RngVectors() {}

  static long[] words(JsonNode texts, int radix) {
    return StreamSupport.stream(texts.spliterator(), false)
        .mapToLong(text -> Long.parseUnsignedLong(text.asString(), radix))
        .toArray();
  }

  static long[] drawn(RandomSource source, int count) {
    return LongStream.generate(source::nextLong).limit(count).toArray();
  }

  static Xoshiro256StarStar seeded() {
    return Xoshiro256StarStar.fromSeed(42);
  }
}
