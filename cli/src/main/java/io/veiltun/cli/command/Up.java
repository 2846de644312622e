package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.BackgroundStart;
import io.veiltun.cli.run.HandOver;
import io.veiltun.cli.run.LaunchOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Start start = new Start(program, program.launcher(), path, options(), out);
    if (detached) {
      start.detached();
    } else if (foreground) {
      start.foreground();
    } else {
      out.println(start.background(arguments(path), HandOver.NOTHING) + " is up");
    }
    return ExitCode.DONE.code();
  }

  private LaunchOptions options() {
    return new LaunchOptions(Optional.ofNullable(aead), insecurePermissions, !noOffload);
  }

  private List<String> arguments(Path path) {
    List<String> arguments = new ArrayList<>(List.of("up", BackgroundStart.DETACHED));
    if (debug.getAsBoolean()) {
      arguments.add("--debug");
    }
    arguments.addAll(options().arguments());
    arguments.add(path.toAbsolutePath().toString());
    return arguments;
  }
}
