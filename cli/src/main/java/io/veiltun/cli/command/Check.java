package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.profile.ProfileFile;
import io.veiltun.cli.profile.ProfileSummary;
import io.veiltun.config.Profile;
import io.veiltun.config.ReadResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "List every error and warning of a profile, and what would run.")
final class Check implements Callable<Integer> {
  @Parameters(paramLabel = "PROFILE", description = "The JSON profile.")
  @Nullable Path profile;

  @Option(
      names = "--insecure-permissions",
      description = "Accept private keys that others can read.")
  boolean insecurePermissions;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    ReadResult.Valid valid = ProfileFile.read(Objects.requireNonNull(profile), insecurePermissions);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Profile read = valid.profile()) {
      valid.warnings().forEach(warning -> out.println("warning: " + warning));
      ProfileSummary.of(read).forEach(out::println);
    }
    out.flush();
    return ExitCode.DONE.code();
  }
}
