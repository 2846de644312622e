package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.run.BackgroundStart;
import io.veiltun.cli.run.HandOver;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.LogSetup;
import io.veiltun.cli.run.Readiness;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.run.ShutdownSignal;
import io.veiltun.cli.run.TunnelLauncher;
import io.veiltun.cli.run.TunnelRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * The three ways a tunnel process begins.
 *
 * @param profile what the tunnel is made from
 * @param out where a detached process tells how it went
 */
record Start(
    Program program,
    TunnelLauncher launcher,
    Path profile,
    LaunchOptions options,
    PrintWriter out) {
  /** Runs here until it ends, with its log on standard error. */
  void foreground() throws CommandFailure {
    run(() -> {});
  }

  /**
   * Starts another process and returns its interface when that is ready.
   *
   * @param arguments what makes this program call {@link #detached}
   * @param handOver descriptors that it inherits
   */
  String background(List<String> arguments, HandOver handOver)
      throws CommandFailure, InterruptedException {
    String name = launcher.interfaceName(profile, options);
    new BackgroundStart(
            program.runDirectory(), BackgroundStart.thisProgram(program.argumentCount()))
        .start(name, arguments, handOver);
    return name;
  }

  /** Speaks to {@link BackgroundStart} by one line; from then on only the log is left. */
  void detached() throws CommandFailure {
    RunDirectory directory = program.runDirectory();
    try {
      String name = launcher.interfaceName(profile, options);
      LogSetup.toFile(directory.log(name));
      run(() -> {
        out.println(Readiness.ready());
        out.close();
      });
    } catch (CommandFailure e) {
      out.println(Readiness.failed(e));
      out.close();
      throw e;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "cannot write the log: " + e.getMessage(), e);
    }
  }

  private void run(Runnable ready) throws CommandFailure {
    try (HostSystem system = HostSystem.local()) {
      TunnelRun run = new TunnelRun(program.runDirectory(), launcher, system);
      try (ShutdownSignal _ = new ShutdownSignal(run)) {
        run.run(profile, options, ready);
      }
    }
  }
}
