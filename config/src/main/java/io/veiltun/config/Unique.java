package io.veiltun.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds values that two entries of a list claim. */
final class Unique<T> {
  private final Map<T, String> owners = new HashMap<>();
  private final String claim;
  private final Problems problems;

  /** {@code claim} goes between nothing and the pointer of the first owner. */
  Unique(String claim, Problems problems) {
    this.claim = claim;
    this.problems = problems;
  }

  /** Claims {@code value}, if there is one, for {@code owner}, where it stands at {@code place}. */
  void claim(@Nullable T value, String owner, String place) {
    if (value == null) {
      return;
    }
    String first = owners.putIfAbsent(value, owner);
    if (first != null) {
      problems.error(place, claim + " " + first);
    }
  }
}
