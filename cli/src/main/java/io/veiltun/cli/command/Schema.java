package io.veiltun.cli.command;

import io.veiltun.config.ProfileSchema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code veiltun schema}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print the JSON Schema of a profile, for editors.")
final class Schema implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().getOut().println(ProfileSchema.generate());
  }
}
