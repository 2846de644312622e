package io.veiltun.config;

import java.util.List;

/** What came of reading a profile. */
public sealed interface ReadResult {
  /** What is suspicious, but no reason to refuse the profile. */
  List<Problem> warnings();

  /**
   * A profile that keeps every rule.
   *
   * @param profile owned by the caller, who closes it
   * @param warnings may be empty
   */
  record Valid(Profile profile, List<Problem> warnings) implements ReadResult {
    /** Copies {@code warnings}. */
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A profile that breaks a rule.
   *
   * @param problems every one of them, at least one
   * @param warnings may be empty
   */
  record Invalid(List<Problem> problems, List<Problem> warnings) implements ReadResult {
    /** Copies both; throws {@link IllegalArgumentException} if nothing is wrong. */
    public Invalid {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("no problem");
      }
    }
  }
}
