package io.veiltun.cli.lab;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Processes of one engine on one host.
 *
 * @param processes to be measured and ended
 * @param log where they write
 */
public record RunningEngine(List<Process> processes, Path log) implements AutoCloseable {
  private static final long START_SECONDS = 15;
  private static final long STOP_SECONDS = 5;
  private static final int POLL_MILLIS = 20;
  private static final int LOG_LINES = 12;

  public RunningEngine {
    processes = List.copyOf(processes);
  }

  /** Waits until {@code device} of {@code host} is up and has an address. */
  public void awaitDevice(Namespace host, String device) throws IOException {
    await("device " + device + " up", () -> host.call(() -> ready(device)));
  }

  /** Waits until {@code file} is there. */
  public void awaitFile(Path file) throws IOException {
    await(file.toString(), () -> Files.exists(file));
  }

  private static boolean ready(String name) throws IOException {
    NetworkInterface device = NetworkInterface.getByName(name);
    return device != null && device.isUp() && device.getInetAddresses().hasMoreElements();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!condition.holds()) {
      if (processes.stream().anyMatch(Predicate.not(Process::isAlive))) {
        throw new IOException("the engine ended before " + what + ":\n" + logEnd());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("no " + what + " after " + START_SECONDS + " s:\n" + logEnd());
      }
      SystemCommand.pause(POLL_MILLIS);
    }
  }

  private String logEnd() throws IOException {
    if (!Files.exists(log)) {
      return "(no log)";
    }
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  /** Asks the processes to end, and makes them after 5 s. */
  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        processes.forEach(Process::destroyForcibly);
        throw SystemCommand.interrupted(e);
      }
    }
  }
}
