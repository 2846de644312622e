package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a profile holds, reading it ends with a result. */
class ProfileFuzzTest {
  private static final long SEED = 20261125;
  private static final int RUNS = 20_000;

  private static final List<String> SNIPPETS =
      List.of(
          "null",
          "{}",
          "[]",
          "true",
          "-1",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\"/\"",
          "\"\\u0000\"",
          "\"::\"",
          "\"%\"",
          "\"[]:1\"",
          "\"hops\"",
          "\"peers\"",
          ",",
          ":",
          "}",
          "]",
          "[[[[[[",
          "\"\\ud800\"",
          "\"1.2.3.4/99\"",
          "\"file\"",
          "\"daita\"",
          "\"defence\"",
          "\"maxDelay\"",
          "\"sleep-after 0 s\"",
          "\"plain\"",
          "0.5",
          "[\"02eNp\"]",
          "\"$schema\"");

  @TempDir Path folder;

  @Test
  void noMutatedProfileMakesTheReaderThrow() {
    byte[][] samples = {
      Draft.client(folder)
          .setText("/privateKey", Draft.key(1))
          .json()
          .getBytes(StandardCharsets.UTF_8),
      Draft.relay(folder)
          .setText("/privateKey", Draft.key(2))
          .json()
          .getBytes(StandardCharsets.UTF_8)
    };
    SplittableRandom random = new SplittableRandom(SEED);
    int valid = 0;
    for (int run = 0; run < RUNS; run++) {
      byte[] json = samples[run % samples.length];
      for (int i = random.nextInt(4); i >= 0; i--) {
        json = mutated(json, random);
      }
      valid += read(json, run) ? 1 : 0;
    }
    assertThat(valid).as("mutated profiles that are still valid").isBetween(1, RUNS / 2);
  }

  private boolean read(byte[] json, int run) {
    try {
      return ProfileReader.read(json, folder.resolve("p.json"), Draft.STRICT)
          instanceof ReadResult.Valid;
    } catch (RuntimeException | Error e) {
      return fail(
          "seed %d, run %d: %s".formatted(SEED, run, new String(json, StandardCharsets.UTF_8)), e);
    }
  }

  private static byte[] mutated(byte[] json, SplittableRandom random) {
    int at = random.nextInt(json.length);
    int to = Math.min(json.length, at + 1 + random.nextInt(12));
    return switch (random.nextInt(5)) {
      case 0 -> spliced(json, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      case 1 -> spliced(json, at, to, new byte[0]);
      case 2 -> spliced(json, at, at, Arrays.copyOfRange(json, at, to));
      case 3 -> valueReplaced(json, at, random);
      default -> spliced(json, at, at, snippet(random));
    };
  }

  /** Replaces the next text by a snippet, so that the profile stays JSON more often. */
  private static byte[] valueReplaced(byte[] json, int at, SplittableRandom random) {
    String text = new String(json, StandardCharsets.ISO_8859_1);
    int open = text.indexOf('"', at);
    int close = open < 0 ? -1 : text.indexOf('"', open + 1);
    return close < 0 ? json : spliced(json, open, close + 1, snippet(random));
  }

  private static byte[] snippet(SplittableRandom random) {
    return SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] json, int from, int to, byte[] middle) {
    byte[] result = new byte[from + middle.length + json.length - to];
    System.arraycopy(json, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(json, to, result, from + middle.length, json.length - to);
    return result.length == 0 ? json : result;
  }
}
