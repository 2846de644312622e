package io.veiltun.cli.lab;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A system tool run to its end. */
public final class SystemCommand {
  private static final long PATIENCE_SECONDS = 120;

  private SystemCommand() {}

  /**
   * Runs {@code arguments} and returns what it printed on standard output.
   *
   * @throws IOException when it can't be started, fails (with its complaint), takes two minutes or
   *     the thread is interrupted
   */
  public static String run(String... arguments) throws IOException {
    return run(new ProcessBuilder(arguments), "");
  }

  /** As {@link #run(String...)}, with {@code input} on standard input. */
  public static String run(ProcessBuilder builder, String input) throws IOException {
    // A file, not a pipe: a child that fills a pipe nobody reads would wait for ever.
    Path complaint = Files.createTempFile("veiltun", ".err");
    try {
      Process process = builder.redirectError(complaint.toFile()).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading its input; its exit code says whether that is an error.
        process.onExit().join();
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      awaitEnd(process, builder);
      if (process.exitValue() != 0) {
        throw new IOException(line(builder) + ": " + Files.readString(complaint).strip());
      }
      return output;
    } finally {
      Files.deleteIfExists(complaint);
    }
  }

  private static void awaitEnd(Process process, ProcessBuilder builder) throws IOException {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(line(builder) + ": no end after " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw interrupted(e);
    }
  }

  /** An interruption as an exception of input and output, the thread's flag kept. */
  static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException e = new InterruptedIOException("interrupted");
    e.initCause(cause);
    return e;
  }

  /** Waits before the next look at something that another process does. */
  static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whether {@code tool} is on the path or where system tools are. */
  public static boolean exists(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }

  private static String line(ProcessBuilder builder) {
    return String.join(" ", builder.command());
  }
}
