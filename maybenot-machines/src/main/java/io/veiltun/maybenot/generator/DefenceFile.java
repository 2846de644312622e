package io.veiltun.maybenot.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Defences as the Maybenot CLI keeps them: a line of description, then one JSON object a line with
 * the machine strings of client and server and a note.
 *
 * @param description one line
 */
public record DefenceFile(String description, List<Defence> defences) {
  /** Line breaks in the description become spaces. */
  public DefenceFile {
    description = description.replaceAll("\\R", " ");
    defences = List.copyOf(defences);
  }

  /** The file's text; lines are sorted, so equal sets give equal files. */
  public String text() {
    StringBuilder text = new StringBuilder(description).append('\n');
    defences.stream().map(DefenceFile::line).sorted().forEach(l -> text.append(l).append('\n'));
    return text.toString();
  }

  /**
   * Reads a file. Machine strings are taken as they are.
   *
   * @throws DefenceFormatException naming the line
   */
  public static DefenceFile parse(String text) throws DefenceFormatException {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      throw new DefenceFormatException("line 1: a description is missing");
    }
    List<Defence> defences = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        defences.add(new DefenceLine(lines.get(i), i + 1).defence());
      }
    }
    return new DefenceFile(lines.getFirst(), defences);
  }

  private static String line(Defence defence) {
    StringBuilder line = new StringBuilder("{\"client\":");
    list(line, defence.client());
    line.append(",\"server\":");
    list(line, defence.server());
    line.append(",\"note\":");
    string(line, defence.note());
    return line.append('}').toString();
  }

  private static void list(StringBuilder line, List<String> strings) {
    String separator = "[";
    for (String string : strings) {
      line.append(separator);
      string(line, string);
      separator = ",";
    }
    line.append(strings.isEmpty() ? "[]" : "]");
  }

  private static void string(StringBuilder line, String string) {
    line.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ') {
            line.append("\\u%04x".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }
}
