package io.veiltun.cli.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code veiltun completion}: for {@code source <(veiltun completion)}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print the completion script for bash and zsh.")
final class Completion implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    CommandLine root = Objects.requireNonNull(line.getParent());
    line.getOut().print(AutoComplete.bash("veiltun", root));
    line.getOut().flush();
  }
}
