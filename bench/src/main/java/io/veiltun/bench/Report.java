package io.veiltun.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Turns samples into a table of medians: the first engine's ratio to each other, and the ratio of
 * each of our rows with DAITA to everything without it.
 */
final class Report {
  private record Column(String title, String format, ToDoubleFunction<Sample> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("TCP Mbit/s", "%.0f", Sample::tcp),
          new Column("reverse", "%.0f", Sample::tcpReverse),
          new Column("UDP Mbit/s", "%.0f", Sample::udp),
          new Column("loss %", "%.1f", sample -> sample.udpLoss() * 100),
          new Column("CPU s/GB", "%.1f", Sample::engineCpu),
          new Column("system", "%.1f", Sample::systemCpu),
          new Column("retrans", "%.0f", Sample::retransmits),
          new Column("ping ms", "%.2f", Sample::pingIdle),
          new Column("loaded", "%.2f", Sample::pingLoaded),
          new Column("RSS MB", "%.0f", Sample::memory));

  private Report() {}

  /** The table for one number of hops; engines in the order of {@code samples}. */
  static String table(int hops, Map<String, List<Sample>> samples) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(hops == 1 ? "one hop" : "two hops"));
    COLUMNS.forEach(column -> header.add(column.title()));
    rows.add(header);
    Map<String, Sample> medians = new LinkedHashMap<>();
    samples.forEach((engine, all) -> medians.put(engine, Sample.median(all)));
    medians.forEach((engine, median) -> rows.add(row(engine, median)));
    Map.Entry<String, Sample> first = medians.entrySet().iterator().next();
    List<Map.Entry<String, Sample>> plain =
        medians.entrySet().stream().filter(row -> ShapedRow.named(row.getKey()).isEmpty()).toList();
    plain.stream()
        .filter(other -> !other.equals(first))
        .forEach(other -> rows.add(ratios(first, other)));
    medians.entrySet().stream()
        .filter(row -> !plain.contains(row) && !row.equals(first))
        .forEach(shaped -> plain.forEach(other -> rows.add(ratios(shaped, other))));
    return align(rows);
  }

  private static List<String> row(String engine, Sample sample) {
    List<String> row = new ArrayList<>(List.of(engine));
    COLUMNS.forEach(
        column -> row.add(format(column.format(), column.value().applyAsDouble(sample))));
    return row;
  }

  private static List<String> ratios(
      Map.Entry<String, Sample> first, Map.Entry<String, Sample> other) {
    List<String> row = new ArrayList<>(List.of(first.getKey() + " / " + other.getKey()));
    for (Column column : COLUMNS) {
      double above = column.value().applyAsDouble(first.getValue());
      double ratio = above / column.value().applyAsDouble(other.getValue());
      row.add(Double.isFinite(ratio) ? format("%.2f x", ratio) : "-");
    }
    return row;
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String align(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        text.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
