package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.process.DeviceLauncher;
import io.veiltun.cli.process.DeviceRequest;
import io.veiltun.cli.run.BackgroundStart;
import io.veiltun.cli.run.HandOver;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.LogSetup;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.uapi.SocketFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * {@code veiltun [-f] INTERFACE}, as wireguard-go is called: makes an interface that {@code wg} and
 * {@code ip} configure.
 */
final class InterfaceStart {
  /** What wg-quick calls us by; then any name is meant. */
  private static final String QUICK = "WG_QUICK_USERSPACE_IMPLEMENTATION";

  private static final String FOREGROUND = "WG_PROCESS_FOREGROUND";
  private static final String LOG_LEVEL = "LOG_LEVEL";

  private final Program program;
  private final Collection<String> commands;

  /**
   * Starts interfaces.
   *
   * @param commands the names that are taken, for advice about a slip
   */
  InterfaceStart(Program program, Collection<String> commands) {
    this.program = program;
    this.commands = List.copyOf(commands);
  }

  void foreground(String name, PrintWriter out) throws CommandFailure {
    start(name, out).foreground();
  }

  void detached(String name, PrintWriter out) throws CommandFailure {
    start(name, out).detached();
  }

  void background(String name, boolean debug, PrintWriter out)
      throws CommandFailure, InterruptedException {
    Map<String, String> environment = program.environment();
    if (environment.getOrDefault(FOREGROUND, "").equals("1")) {
      foreground(name, out);
      return;
    }
    checkMeant(name);
    List<String> arguments = new ArrayList<>(List.of(BackgroundStart.DETACHED));
    if (debug) {
      arguments.add("--debug");
    }
    arguments.add(name);
    Start start = start(name, out);
    HandOver handOver = DeviceRequest.of(name, environment).handOver();
    start.background(arguments, handOver);
  }

  private Start start(String name, PrintWriter out) throws CommandFailure {
    if (!RunDirectory.isName(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "\""
              + name
              + "\" is neither a command nor the name of an interface"
              + (name.length() > 15 ? ", which has at most 15 characters" : "")
              + ": see veiltun --help");
    }
    String level = program.environment().getOrDefault(LOG_LEVEL, "");
    if (!level.isEmpty()) {
      LogSetup.level(level);
    }
    return new Start(
        program,
        new DeviceLauncher(DeviceRequest.of(name, program.environment())),
        SocketFile.path(SocketFile.DIRECTORY, name),
        LaunchOptions.defaults(),
        out);
  }

  /** Anything can be the name of an interface, but what looks like a slip is not taken for one. */
  private void checkMeant(String name) throws CommandFailure {
    if (program.environment().containsKey(QUICK)) {
      return;
    }
    for (String command : commands) {
      if (EditDistance.between(name, command) <= (command.length() < 5 ? 1 : 2)) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "there is no command "
                + name
                + ": did you mean "
                + command
                + "? An interface of that"
                + " name can be made with -f");
      }
    }
    if (Files.isRegularFile(Path.of(name))) {
      throw new CommandFailure(
          ExitCode.USAGE, name + " is a file: did you mean veiltun up " + name + "?");
    }
  }
}
