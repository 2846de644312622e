package io.veiltun.cli.machine;

import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code veiltun machine}: prints its usage; the commands are below it. */
@Command(
    name = "machine",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at, check, generate and simulate Maybenot machines: what sends decoys.")
public final class MachineCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  private MachineCommand() {}

  /**
   * The command with all others below it.
   *
   * @param in standard input
   */
  public static CommandLine commandLine(InputStream in) {
    CommandLine line = new CommandLine(new MachineCommand());
    line.addSubcommand(new ListMachines());
    line.addSubcommand(new Show());
    line.addSubcommand(new CheckMachines(in));
    line.addSubcommand(new Generate());
    line.addSubcommand(new Simulate());
    return line;
  }

  @Override
  public void run() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
  }
}
