package io.veiltun.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What reading one profile found so far, each thing once, in the order found. */
final class Problems {
  private final Set<Problem> errors = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();

  void error(String pointer, String message) {
    errors.add(new Problem(pointer, message));
  }

  void warn(String pointer, String message) {
    warnings.add(new Problem(pointer, message));
  }

  boolean none() {
    return errors.isEmpty();
  }

  List<Problem> errors() {
    return new ArrayList<>(errors);
  }

  List<Problem> warnings() {
    return new ArrayList<>(warnings);
  }
}
