package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.run.BackgroundStart;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the tunnel of a profile; returns when the first packet can pass.")
final class Up implements Callable<Integer> {
  @Parameters(paramLabel = "PROFILE", description = "The JSON profile.")
  @Nullable Path profile;

  @Option(
      names = {"-f", "--foreground"},
      description = "Stay in the foreground, log to standard error.")
  boolean foreground;

  @Option(names = BackgroundStart.DETACHED, hidden = true)
  boolean detached;

  @Option(
      names = "--aead",
      paramLabel = "NAME",
      description = "Use this AEAD provider instead of the one the start-up test chooses.")
  @Nullable String aead;

  @Option(
      names = "--insecure-permissions",
      description = "Accept private keys that others can read.")
  boolean insecurePermissions;

  @Option(
      names = "--no-offload",
      description = "Do without segmentation and coalescing by the kernel.")
  boolean noOffload;

  @Spec @Nullable CommandSpec spec;

  private final Program program;
  private final BooleanSupplier debug;

  Up(Program program, BooleanSupplier debug) {
    this.program = program;
    this.debug = debug;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Path path = Objects.requireNonNull(profile);
    if (detached) {
      return runDetached(path);
    }
    if (foreground) {
      run(path, () -> {});
      return ExitCode.DONE.code();
    }
    TunnelLauncher launcher = program.launcher();
    String name = launcher.interfaceName(path, options());
    new BackgroundStart(
            program.runDirectory(), BackgroundStart.thisProgram(program.argumentCount()))
        .start(name, path, options(), debug.getAsBoolean());
    Objects.requireNonNull(spec).commandLine().getOut().println(name + " is up");
    return ExitCode.DONE.code();
  }

  private LaunchOptions options() {
    return new LaunchOptions(Optional.ofNullable(aead), insecurePermissions, !noOffload);
  }

  private void run(Path path, Runnable ready) throws CommandFailure {
    try (HostSystem system = HostSystem.local()) {
      TunnelRun run = new TunnelRun(program.runDirectory(), program.launcher(), system);
      try (ShutdownSignal _ = new ShutdownSignal(run)) {
        run.run(path, options(), ready);
      }
    }
  }

  /** Speaks to {@link BackgroundStart} by one line; from then on only the log is left. */
  private int runDetached(Path path) throws CommandFailure {
    RunDirectory directory = program.runDirectory();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try {
      String name = program.launcher().interfaceName(path, options());
      LogSetup.toFile(directory.log(name));
      run(
          path,
          () -> {
            out.println(Readiness.ready());
            out.close();
          });
      return ExitCode.DONE.code();
    } catch (CommandFailure e) {
      out.println(Readiness.failed(e));
      out.close();
      throw e;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "cannot write the log: " + e.getMessage(), e);
    }
  }
}
