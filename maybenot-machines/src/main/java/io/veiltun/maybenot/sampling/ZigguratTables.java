package io.veiltun.maybenot.sampling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The ziggurat tables of rand_distr 0.5.1, kept as bits so that no rounding can creep in. */
final class ZigguratTables {
  private static final String RESOURCE = "ziggurat.tsv";
  private static final int ROWS = 257;
  private static final int COLUMNS = 4;

  private ZigguratTables() {}

  /** Columns: normal x, normal f, exponential x, exponential f; 257 values each. */
  static double[][] load() {
    double[][] columns = new double[COLUMNS][ROWS];
    List<String> rows = rows();
    if (rows.size() != ROWS) {
      throw new IllegalStateException(RESOURCE + ": " + rows.size() + " rows instead of " + ROWS);
    }
    for (int row = 0; row < ROWS; row++) {
      String[] fields = rows.get(row).split("\t", -1);
      for (int column = 0; column < COLUMNS; column++) {
        long bits = Long.parseUnsignedLong(fields[column + 1], 16);
        columns[column][row] = Double.longBitsToDouble(bits);
      }
    }
    return columns;
  }

  private static List<String> rows() {
    InputStream stream = ZigguratTables.class.getResourceAsStream(RESOURCE);
    if (stream == null) {
      throw new IllegalStateException(RESOURCE + " is missing next to " + ZigguratTables.class);
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
