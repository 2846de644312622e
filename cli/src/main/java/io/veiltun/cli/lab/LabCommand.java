package io.veiltun.cli.lab;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code veiltun lab}, hidden: parts that the testbed of containers is made of. */
@Command(
    name = "lab",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Parts of the testbed of containers.",
    subcommands = {WebCommand.class, StoryCommand.class})
public final class LabCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    CommandLine line = spec.commandLine();
    throw new ParameterException(line, "web or story expected");
  }
}
