package io.veiltun.maybenot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Test vectors: from the directory named by {@code maybenot.vectors}, or the copy beside the tests.
 */
public final class Vectors {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Vectors() {}

  /** A file as one JSON value. */
  public static JsonNode json(String file) {
    return MAPPER.readTree(text(file));
  }

  /** The lines of a file. */
  public static List<String> lines(String file) {
    return text(file).lines().toList();
  }

  private static String text(String file) {
    String directory = System.getProperty("maybenot.vectors", "src/test/resources/maybenot");
    try {
      return Files.readString(Path.of(directory, file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
