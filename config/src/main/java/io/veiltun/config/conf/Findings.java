package io.veiltun.config.conf;

import io.veiltun.config.KeyMaterial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What was found in one file so far, and the secrets read from it, so that they can be wiped. */
final class Findings {
  private final String file;
  private final List<ConfProblem> errors = new ArrayList<>();
  private final List<ConfProblem> warnings = new ArrayList<>();
  private final List<KeyMaterial> keys = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  void error(int line, String message) {
    errors.add(new ConfProblem(file, line, message));
  }

  void error(ConfLine.Setting setting, String message) {
    error(setting.number(), setting.key().text() + ": " + message);
  }

  void warn(int line, String message) {
    warnings.add(new ConfProblem(file, line, message));
  }

  void warn(ConfLine.Setting setting, String message) {
    warn(setting.number(), setting.key().text() + ": " + message);
  }

  /** What {@code parser} makes of the value; empty after a report. */
  <T> Optional<T> value(ConfLine.Setting setting, Function<String, T> parser) {
    return value(setting, setting.text(), parser);
  }

  /** As {@link #value(ConfLine.Setting, Function)}, of one {@code entry} of a list. */
  <T> Optional<T> value(ConfLine.Setting setting, String entry, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(entry));
    } catch (IllegalArgumentException e) {
      error(setting, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The secret of a setting. */
  Optional<KeyMaterial> key(ConfLine.Setting setting) {
    try {
      KeyMaterial key = KeyMaterial.parse(setting.value());
      keys.add(key);
      return Optional.of(key);
    } catch (IllegalArgumentException e) {
      error(setting, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  void wipe() {
    keys.forEach(KeyMaterial::close);
  }

  List<ConfProblem> errors() {
    return errors;
  }

  List<ConfProblem> warnings() {
    return warnings;
  }
}
