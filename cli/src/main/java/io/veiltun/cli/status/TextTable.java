package io.veiltun.cli.status;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, two blanks between them. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> heading) {
    rows.add(List.copyOf(heading));
  }

  /** Adds a row with as many cells as the heading. */
  void row(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row of " + cells.size() + " cells");
    }
    rows.add(List.copyOf(cells));
  }

  String render(String indent) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column));
        line.repeat(' ', width(column) - row.get(column).length() + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
