package io.veiltun.cli.status;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@link StatusDocument} to and from JSON: instants as ISO 8601, durations too. */
public final class StatusJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private StatusJson() {}

  /** One line of JSON. */
  public static String line(StatusDocument document) {
    return MAPPER.writeValueAsString(document);
  }

  /** JSON for people: several lines. */
  public static String pretty(Object value) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException if the text is not a status document
   */
  public static StatusDocument parse(String json) {
    try {
      return MAPPER.readValue(json, StatusDocument.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a status document", e);
    }
  }
}
