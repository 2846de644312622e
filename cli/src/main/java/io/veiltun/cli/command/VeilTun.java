package io.veiltun.cli.command;

import io.veiltun.cli.lab.DemoCommand;
import io.veiltun.cli.lab.LabCommand;
import io.veiltun.cli.machine.MachineCommand;
import io.veiltun.cli.run.LogSetup;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code veiltun}: prints its usage, and has all others below it. */
@Command(
    name = "veiltun",
    description = "A WireGuard-compatible privacy tunnel with several hops.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed while running",
      "2:wrong usage or profile",
      "3:a permission, program or kernel feature is missing",
      "4:no answer from a peer"
    })
public final class VeilTun implements Runnable {
  @CommandLine.Spec CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private boolean debug;

  private VeilTun() {}

  /** The whole command line, ready to execute. */
  public static CommandLine commandLine(Program program) {
    VeilTun root = new VeilTun();
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new Up(program, root::isDebug));
    line.addSubcommand(new Down(program));
    line.addSubcommand(new Status(program));
    line.addSubcommand(new DaitaSwitch(program));
    line.addSubcommand(new Check());
    line.addSubcommand(new Keygen());
    line.addSubcommand(new Pubkey());
    line.addSubcommand(MachineCommand.commandLine(System.in));
    line.addSubcommand(new Schema());
    line.addSubcommand(new DemoCommand());
    line.addSubcommand(new LabCommand());
    line.addSubcommand(new Completion());
    line.addSubcommand(new Train());
    line.setExecutionExceptionHandler(new Failures(root::isDebug));
    line.setParameterExceptionHandler(Failures::usage);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Log more, and show the stack trace of a failure.")
  void debug(boolean on) {
    debug = on;
    if (on) {
      LogSetup.debug();
    }
  }

  private boolean isDebug() {
    return debug;
  }

  @Override
  public void run() {
    CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
  }
}
