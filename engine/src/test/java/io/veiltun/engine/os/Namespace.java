package io.veiltun.engine.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of a test, with the loopback up. Needs root. */
public final class Namespace implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name;

  /** Makes one whose name says whose it is. */
  public Namespace(String owner) {
    name = owner + "-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    run("ip netns add " + name);
    ip("link set lo up");
  }

  /** As ip(8) calls it. */
  public String name() {
    return name;
  }

  /** {@code ip} with these arguments in here; its output. */
  public String ip(String arguments) {
    return run("ip -n " + name + " " + arguments);
  }

  /** Any program in here; its output. */
  public String exec(String command) {
    return run("ip netns exec " + name + " " + command);
  }

  /** Runs {@code task} on a thread that lives in here. */
  public <T> T in(Callable<T> task) throws Exception {
    FutureTask<T> moved =
        new FutureTask<>(() -> {
          Setns.network(Path.of("/run/netns/" + name));
          return task.call();
        });
    Thread.ofPlatform().start(moved);
    try {
      return moved.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    run("ip netns del " + name);
  }

  /** Runs a command in this test's own namespace. */
  public static String run(String command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command.split(" "))).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command, e);
    }
  }
}
