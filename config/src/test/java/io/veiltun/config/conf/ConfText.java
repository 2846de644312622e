package io.veiltun.config.conf;

import io.veiltun.config.KeyMaterial;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** Short ways to files and to what is said of them. */
final class ConfText {
  static final String NAME = "wg0.conf";

  private ConfText() {}

  /** A key that depends on {@code seed} only. */
  static String key(long seed) {
    byte[] bytes = new byte[32];
    new SplittableRandom(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static ConfResult read(String text) {
    return read(NAME, text);
  }

  static ConfResult read(String name, String text) {
    return ConfReader.read(text.getBytes(StandardCharsets.UTF_8), name);
  }

  static WgQuickFile file(String text) {
    return file(NAME, text);
  }

  static WgQuickFile file(String name, String text) {
    ConfResult result = read(name, text);
    if (result instanceof ConfResult.Valid(WgQuickFile file, _)) {
      return file;
    }
    throw new AssertionError(result.toString());
  }

  /** What is wrong, one text a problem; empty for a file that is right. */
  static List<String> problems(String text) {
    return switch (read(text)) {
      case ConfResult.Valid _ -> List.of();
      case ConfResult.Invalid invalid -> texts(invalid.problems());
    };
  }

  static List<String> warnings(String text) {
    return texts(read(text).warnings());
  }

  static List<String> texts(List<ConfProblem> problems) {
    return problems.stream().map(ConfProblem::toString).toList();
  }

  static String base64(KeyMaterial key) {
    return new String(key.base64(), StandardCharsets.US_ASCII);
  }
}
