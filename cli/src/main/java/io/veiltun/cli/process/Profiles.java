package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.config.Problem;
import io.veiltun.config.Profile;
import io.veiltun.config.ProfileReader;
import io.veiltun.config.ReadResult;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads profiles on behalf of commands. */
final class Profiles {
  private static final Logger log = LoggerFactory.getLogger(Profiles.class);

  private Profiles() {}

  /** The profile, which the caller closes; warnings go to the log. */
  static Profile read(Path file, boolean insecurePermissions) throws CommandFailure {
    ReadResult result = ProfileReader.read(file, new ProfileReader.Options(insecurePermissions));
    return switch (result) {
      case ReadResult.Valid valid -> {
        valid.warnings().forEach(warning -> log.warn("{}", warning));
        yield valid.profile();
      }
      case ReadResult.Invalid invalid ->
          throw new CommandFailure(ExitCode.USAGE, text(file, invalid.problems()));
    };
  }

  /** One line per problem, each with the file's name. */
  static String text(Path file, Iterable<Problem> problems) {
    return StreamSupport.stream(problems.spliterator(), false)
        .map(problem -> file + ": " + problem)
        .collect(Collectors.joining("\n"));
  }
}
