package io.veiltun.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This program with DAITA at both ends of the entry hop, as a row of its own: what it costs is its
 * ratio to the row without.
 *
 * @param title what options and tables call it
 * @param defence what runs
 */
record ShapedRow(String title, String defence) {
  private static final List<ShapedRow> KNOWN =
      List.of(
          new ShapedRow("veiltun+size", "size-only"),
          new ShapedRow("veiltun+daita", "ephemeral-light"));

  /** The row called {@code title}, if it is one with DAITA. */
  static Optional<ShapedRow> named(String title) {
    return KNOWN.stream().filter(row -> row.title().equals(title)).findFirst();
  }

  /** The defence by the name of the hop it is for. */
  Map<String, String> atEntry() {
    return Map.of("entry", defence);
  }
}
