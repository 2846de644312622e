package io.veiltun.cli.lab;

import io.veiltun.engine.os.Setns;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * A named network namespace ({@code ip netns}): one host of the lab. Names are {@code
 * veil-PID-PLACE}, so that what a killed run left is recognised by its dead process.
 */
public final class Namespace implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/run/netns");
  private static final String PREFIX = "veil-";

  private final String name;
  private boolean closed;

  private Namespace(String name) {
    this.name = name;
  }

  /** Makes an empty namespace with only {@code lo}, which is up. */
  public static Namespace create(String name) throws IOException {
    SystemCommand.run("ip", "netns", "add", name);
    Namespace namespace = new Namespace(name);
    try {
      namespace.ip("link", "set", "lo", "up");
    } catch (IOException e) {
      namespace.close();
      throw e;
    }
    return namespace;
  }

  /** The name for {@code place} in run {@code run} of this process: the first run is 0. */
  static String nameOf(int run, String place) {
    String pid = Long.toString(ProcessHandle.current().pid());
    return PREFIX + (run == 0 ? pid : pid + "." + run) + "-" + place;
  }

  /** Removes namespaces of runs whose process is gone; returns their names. */
  public static List<String> removeStale() throws IOException {
    List<String> stale = new ArrayList<>();
    if (!Files.isDirectory(DIRECTORY)) {
      return stale;
    }
    List<String> present;
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      present = files.map(file -> file.getFileName().toString()).toList();
    }
    for (String name : present) {
      Optional<Long> owner = owner(name);
      if (owner.isPresent() && ProcessHandle.of(owner.get()).isEmpty()) {
        new Namespace(name).close();
        stale.add(name);
      }
    }
    return stale;
  }

  private static Optional<Long> owner(String name) {
    String[] parts = name.split("-", 3);
    if (parts.length != 3
        || !name.startsWith(PREFIX)
        || !parts[1].matches("[0-9]{1,10}(\\.[0-9]+)?")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(parts[1].replaceFirst("\\..*", "")));
  }

  /** The name that {@code ip netns} knows. */
  public String name() {
    return name;
  }

  /** Runs {@code ip ARGUMENTS} on this host and returns its output. */
  public String ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    return SystemCommand.run(command.toArray(String[]::new));
  }

  /** Runs a command on this host to its end and returns its output; a failure is an exception. */
  public String exec(String... command) throws IOException {
    return SystemCommand.run(command(command), "");
  }

  /**
   * A process to be started on this host; its process id is that of {@code command}. Only the
   * network is the host's own, the file system is shared: nsenter rather than {@code ip netns
   * exec}, which mounts /sys and may not do so in a user namespace.
   */
  public ProcessBuilder command(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + file(), "--"));
    all.addAll(List.of(command));
    return new ProcessBuilder(all);
  }

  /** Starts a long-running process on this host, both its outputs appended to {@code log}. */
  public Process start(Path log, ProcessBuilder builder) throws IOException {
    return builder
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /**
   * Runs {@code task} by a new thread in this namespace and returns its result. Sockets it opens,
   * and threads it starts, belong to this host for good.
   */
  public <T> T call(Callable<T> task) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name(name).start(() -> complete(result, task));
    try {
      return result.get();
    } catch (InterruptedException e) {
      throw SystemCommand.interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(name + ": " + e.getCause(), e.getCause());
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, the caller of call() must hear of it
  private <T> void complete(CompletableFuture<T> result, Callable<T> task) {
    try {
      Setns.network(file());
      result.complete(task.call());
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }

  /** The file that names the namespace, for setns(2). */
  public Path file() {
    return DIRECTORY.resolve(name);
  }

  /** Kills what runs on this host, then removes it with its links. Safe to repeat. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    for (String pid : SystemCommand.run("ip", "netns", "pids", name).split("\\s+", -1)) {
      if (!pid.isEmpty() && Long.parseLong(pid) != ProcessHandle.current().pid()) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    SystemCommand.run("ip", "netns", "del", name);
  }
}
