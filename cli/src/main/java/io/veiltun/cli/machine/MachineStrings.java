package io.veiltun.cli.machine;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The machine strings of a text: one a line, or lines of a defence file. */
final class MachineStrings {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int LEGACY_PREFIX = 4;

  private MachineStrings() {}

  /** Who runs a machine of a defence file. */
  enum End {
    CLIENT,
    RELAY,
    BOTH
  }

  /**
   * A string in a text.
   *
   * @param line from 1
   * @param defence the line's own text if the line is a defence, so that two can be told apart
   */
  record Place(int line, End end, String string, boolean defence) {}

  /** True for what cannot be a name: it begins as machine strings do. */
  static boolean looksLike(String argument) {
    return argument.startsWith("02e")
        || (argument.startsWith("789c") && argument.length() > LEGACY_PREFIX);
  }

  /** Empty lines, comments with {@code #} and the heading of a defence file are left out. */
  static List<Place> of(String text) {
    List<Place> places = new ArrayList<>();
    List<String> lines = text.lines().toList();
    boolean defences = lines.stream().anyMatch(line -> line.startsWith("{"));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("{")) {
        defence(line, i + 1, places);
      } else if (!line.isEmpty() && !line.startsWith("#") && !(defences && i == 0)) {
        places.add(new Place(i + 1, End.BOTH, line, false));
      }
    }
    return places;
  }

  private static void defence(String line, int number, List<Place> places) {
    try {
      JsonNode node = MAPPER.readTree(line);
      add(node.path("client"), number, End.CLIENT, places);
      add(node.path("server"), number, End.RELAY, places);
    } catch (JacksonException e) {
      places.add(new Place(number, End.BOTH, line, true));
    }
  }

  private static void add(JsonNode strings, int number, End end, List<Place> places) {
    for (JsonNode string : strings) {
      places.add(new Place(number, end, string.asString(""), true));
    }
  }
}
