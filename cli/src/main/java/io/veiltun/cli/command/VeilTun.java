package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.lab.DemoCommand;
import io.veiltun.cli.lab.LabCommand;
import io.veiltun.cli.machine.MachineCommand;
import io.veiltun.cli.run.BackgroundStart;
import io.veiltun.cli.run.LogSetup;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command {@code veiltun}: prints its usage, and has all others below it. */
@Command(
    name = "veiltun",
    description = "A WireGuard-compatible privacy tunnel with several hops.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    customSynopsis = {"veiltun COMMAND ...", "   or: veiltun [-f] INTERFACE"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed while running",
      "2:wrong usage or profile",
      "3:a permission, program or kernel feature is missing",
      "4:no answer from a peer"
    })
public final class VeilTun implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "INTERFACE",
      description =
          "Instead of a command: make an interface that wg, wg-quick and ip configure, as"
              + " wireguard-go does.")
  @Nullable String name;

  @Option(
      names = {"-f", "--foreground"},
      description = "With INTERFACE: stay in the foreground, log to standard error.")
  boolean foreground;

  @Option(names = BackgroundStart.DETACHED, hidden = true)
  boolean detached;

  private final Program program;
  private boolean debug;

  private VeilTun(Program program) {
    this.program = program;
  }

  /** The whole command line, ready to execute. */
  public static CommandLine commandLine(Program program) {
    VeilTun root = new VeilTun(program);
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new Up(program, root::isDebug));
    line.addSubcommand(new Down(program));
    line.addSubcommand(new Status(program));
    line.addSubcommand(new DaitaSwitch(program));
    line.addSubcommand(new Check());
    line.addSubcommand(new Import());
    line.addSubcommand(new Export());
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
  public Integer call() throws CommandFailure, InterruptedException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    String device = name;
    InterfaceStart start = new InterfaceStart(program, line.getSubcommands().keySet());
    if (device == null && foreground) {
      throw new CommandFailure(
          ExitCode.USAGE, "-f needs the name of an interface: see veiltun --help");
    } else if (device == null) {
      line.usage(line.getOut());
    } else if (detached) {
      start.detached(device, line.getOut());
    } else if (foreground) {
      start.foreground(device, line.getOut());
    } else {
      start.background(device, debug, line.getOut());
    }
    return ExitCode.DONE.code();
  }
}
