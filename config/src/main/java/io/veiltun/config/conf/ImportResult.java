package io.veiltun.config.conf;

import io.veiltun.config.Profile;
import java.util.List;

/** What came of making a profile of files. */
public sealed interface ImportResult {
  /** What the profile does not say, or says differently. */
  List<ConfProblem> warnings();

  /**
   * A profile that does what the files say, but for the warnings.
   *
   * @param profile shares its keys with the files it came from
   * @param warnings may be empty
   */
  record Imported(Profile profile, List<ConfProblem> warnings) implements ImportResult {
    /** Copies {@code warnings}. */
    public Imported {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * No profile could do what the files say.
   *
   * @param problems why, at least one
   * @param warnings may be empty
   */
  record Refused(List<ConfProblem> problems, List<ConfProblem> warnings) implements ImportResult {
    /** Copies both; throws {@link IllegalArgumentException} if nothing is wrong. */
    public Refused {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("no problem");
      }
    }
  }
}
