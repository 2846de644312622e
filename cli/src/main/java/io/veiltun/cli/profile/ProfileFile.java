package io.veiltun.cli.profile;

import io.veiltun.cli.daita.ProfileDaita;
import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.config.Problem;
import io.veiltun.config.ProfileReader;
import io.veiltun.config.ReadResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a profile from its file. */
public final class ProfileFile {
  private ProfileFile() {}

  /**
   * Reads and checks; touches nothing else.
   *
   * @param insecurePermissions accept keys that others can read
   * @return the profile, which the caller closes, and its warnings
   * @throws CommandFailure {@code USAGE} with one line for each problem
   */
  public static ReadResult.Valid read(Path file, boolean insecurePermissions)
      throws CommandFailure {
    ReadResult result = ProfileReader.read(file, new ProfileReader.Options(insecurePermissions));
    return switch (result) {
      case ReadResult.Valid valid -> withDefences(file, valid);
      case ReadResult.Invalid invalid -> throw refusal(file, invalid.problems());
    };
  }

  private static ReadResult.Valid withDefences(Path file, ReadResult.Valid valid)
      throws CommandFailure {
    List<Problem> problems = ProfileDaita.problems(valid.profile());
    if (!problems.isEmpty()) {
      valid.profile().close();
      throw refusal(file, problems);
    }
    return valid;
  }

  private static CommandFailure refusal(Path file, List<Problem> problems) {
    String lines =
        problems.size() == 1
            ? problems.getFirst().toString()
            : problems.size()
                + " problems"
                + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining());
    return new CommandFailure(ExitCode.USAGE, file + ": " + lines);
  }
}
