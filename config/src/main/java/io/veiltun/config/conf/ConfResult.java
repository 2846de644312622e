package io.veiltun.config.conf;

import java.util.List;

/** What came of reading a file. */
public sealed interface ConfResult {
  /** What is suspicious, but no reason to refuse the file. */
  List<ConfProblem> warnings();

  /**
   * A file that keeps every rule.
   *
   * @param file owned by the caller, who closes it
   * @param warnings may be empty
   */
  record Valid(WgQuickFile file, List<ConfProblem> warnings) implements ConfResult {
    /** Copies {@code warnings}. */
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A file that breaks a rule.
   *
   * @param problems every one of them, at least one
   * @param warnings may be empty
   */
  record Invalid(List<ConfProblem> problems, List<ConfProblem> warnings) implements ConfResult {
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
