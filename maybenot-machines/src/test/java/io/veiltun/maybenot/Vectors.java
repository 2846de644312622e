package io.veiltun.maybenot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Maybenot test vectors; system property {@code maybenot.vectors} names another set of them.
 */
public final class Vectors {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Path DIRECTORY =
      Path.of(System.getProperty("maybenot.vectors", "src/test/resources/maybenot"));

  private Vectors() {}

  public static JsonNode json(String file) {
    return MAPPER.readTree(text(file));
  }

  /** The lines of a file that are neither empty nor comments. */
  public static List<String> lines(String file) {
    return text(file).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  private static String text(String file) {
    try {
      return Files.readString(DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
