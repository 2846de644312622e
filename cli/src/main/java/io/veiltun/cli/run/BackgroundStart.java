package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code veiltun up} without {@code -f}: starts this program again in a session of its own, and
 * waits for its one line.
 */
public final class BackgroundStart {
  /** The hidden option that makes a process behave as the one in the background. */
  public static final String DETACHED = "--detached";

  /** 10 s for the peer's answer, the rest for a slow machine to start a virtual machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RunDirectory directory;
  private final List<String> program;

  /**
   * Starts processes that keep their state in {@code directory}.
   *
   * @param program the command line that starts this program, without its arguments
   */
  public BackgroundStart(RunDirectory directory, List<String> program) {
    this.directory = directory;
    this.program = List.copyOf(program);
  }

  /**
   * The command line this process was started with, without its arguments.
   *
   * @param argumentCount how many arguments this program was given
   */
  public static List<String> thisProgram(int argumentCount) throws CommandFailure {
    try {
      String line = Files.readString(Path.of("/proc/self/cmdline"));
      List<String> words = List.of(line.split("\0", -1));
      // The last word ends with a NUL too, so there is one empty word behind it.
      List<String> program = new ArrayList<>(words.subList(0, words.size() - 1 - argumentCount));
      program.set(0, Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
      return program;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED, "cannot read /proc/self: is /proc mounted? Use -f meanwhile", e);
    }
  }

  /**
   * Starts the tunnel and returns when its first packet can pass.
   *
   * @param name its interface, already checked
   * @param arguments what makes this program the process in the background
   * @param handOver descriptors that it inherits
   * @throws CommandFailure what the new process said, or that it said nothing
   */
  public void start(String name, List<String> arguments, HandOver handOver)
      throws CommandFailure, InterruptedException {
    directory.prepare();
    Optional<RunLock> probe = RunLock.tryAcquire(directory, name);
    if (probe.isEmpty()) {
      throw TunnelRun.alreadyRunning(directory, name);
    }
    probe.get().close();
    Process process = spawn(name, command(arguments), handOver);
    Thread killer = new Thread(process::destroy, "veiltun-up-interrupted");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      Readiness.check(firstLine(process), directory.log(name).toString());
    } finally {
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      command.add(setsid.toString());
    }
    command.addAll(program);
    command.addAll(arguments);
    return command;
  }

  private Process spawn(String name, List<String> command, HandOver handOver)
      throws CommandFailure {
    Path log = directory.log(name);
    try {
      BoundedLog.prepare(log);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().put(RunDirectory.OVERRIDE, directory.path().toString());
      return handOver.start(builder, log);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "cannot start the tunnel process: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Process process) throws CommandFailure, InterruptedException {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("veiltun-up-reader")
        .start(() -> {
          try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            line.complete(Optional.ofNullable(reader.readLine()).orElse(""));
          } catch (IOException e) {
            line.complete("");
          }
        });
    try {
      return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroy();
      throw new CommandFailure(
          ExitCode.FAILED,
          "the tunnel process was not ready within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the reader completes with a line", e);
    }
  }
}
