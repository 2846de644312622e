package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.Undo;
import io.veiltun.cli.status.StatusJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one tunnel from its start to the last change taken back, in this process. Every way out
 * (stop request, signal, failure, end of the tunnel) passes the same cleaning up.
 */
public final class TunnelRun {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelRun.class);
  private static final Duration READY_PATIENCE = Duration.ofSeconds(10);

  private final RunDirectory directory;
  private final TunnelLauncher launcher;
  private final HostSystem system;
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final Object gate = new Object();

  /** Whether packets could pass; the main thread's own. */
  private boolean wasReady;

  /** Who waits for readiness now; guarded by {@link #gate}. */
  private @Nullable Thread waiting;

  /**
   * A run that has not begun.
   *
   * @param directory where journal and control socket go
   * @param launcher makes the tunnel
   * @param system what the journal is rolled back on
   */
  public TunnelRun(RunDirectory directory, TunnelLauncher launcher, HostSystem system) {
    this.directory = directory;
    this.launcher = launcher;
    this.system = system;
  }

  /**
   * Ends the run soon; any thread, any number of times. The running thread is interrupted only
   * while it waits for readiness: taking changes back must not be disturbed.
   */
  public void stop() {
    stop.complete(null);
    synchronized (gate) {
      if (waiting != null) {
        waiting.interrupt();
      }
    }
  }

  /**
   * Runs until stopped.
   *
   * @param ready called once, when the first packet can pass
   * @throws CommandFailure if it could not start, or ended by itself with a reason
   */
  public void run(Path profile, LaunchOptions options, Runnable ready) throws CommandFailure {
    String name = launcher.interfaceName(profile, options);
    Optional<RunLock> acquired = RunLock.tryAcquire(directory, name);
    if (acquired.isEmpty()) {
      throw alreadyRunning(directory, name);
    }
    try (RunLock _ = acquired.get()) {
      // A switch that is in force is replaced by the new one and not lifted for a moment.
      boolean lift = !launcher.killSwitch(profile, options);
      Optional<List<Undo>> left = Leftovers.takeBack(directory, name, system, lift);
      if (left.isPresent()) {
        LOG.warn("{} was left by a process that died: restored what it had changed", name);
      }
      List<Undo> held = left.orElse(List.of());
      Journal journal = Journal.start(directory, name, profile, held);
      runJournaled(name, profile, options, journal, held.isEmpty(), ready);
    }
  }

  /**
   * Runs the tunnel and takes its changes back. The kill switch goes only where a person wants it
   * to: when a running tunnel is told to stop, or when it was not in force before a start that
   * failed.
   */
  private void runJournaled(
      String name,
      Path profile,
      LaunchOptions options,
      Journal journal,
      boolean openBefore,
      Runnable ready)
      throws CommandFailure {
    boolean stopped = false;
    try {
      stopped = runLocked(name, profile, options, journal, ready);
    } catch (CommandFailure e) {
      throw mayLift(stopped, openBefore) || !journal.blocks() ? e : stillBlocked(name, e);
    } finally {
      for (String problem : journal.rollBack(system, mayLift(stopped, openBefore))) {
        LOG.error("not restored: {}", problem);
      }
    }
  }

  private boolean mayLift(boolean stopped, boolean openBefore) {
    return wasReady ? stopped : openBefore;
  }

  private static CommandFailure stillBlocked(String name, CommandFailure failure) {
    return new CommandFailure(
        failure.exitCode(),
        failure.explanation()
            + "; the kill switch of "
            + name
            + " stays in force: veiltun down "
            + name
            + " lifts it",
        failure);
  }

  /** What to tell someone who wants to start a tunnel that runs. */
  static CommandFailure alreadyRunning(RunDirectory directory, String name) throws CommandFailure {
    String who =
        Journal.read(directory, name)
            .map(entry -> " (pid " + entry.process().pid() + ")")
            .orElse("");
    return new CommandFailure(
        ExitCode.FAILED,
        name + " is already running" + who + ": stop it with veiltun down " + name);
  }

  /** Returns whether the tunnel was up and then told to stop; false: it never came up. */
  private boolean runLocked(
      String name, Path profile, LaunchOptions options, Journal journal, Runnable ready)
      throws CommandFailure {
    try (RunningTunnel tunnel = launcher.launch(profile, options, journal);
        ControlServer _ =
            ControlServer.start(
                directory.socket(name),
                () -> StatusJson.line(tunnel.status()),
                words -> defend(tunnel, words),
                this::stop)) {
      awaitReady(tunnel);
      wasReady = true;
      LOG.info("{} is up", name);
      ready.run();
      awaitEnd(name, tunnel);
      LOG.info("{} goes down", name);
      return true;
    } catch (InterruptedException e) {
      LOG.info("{} was stopped before it was ready", name);
      return false;
    }
  }

  private static String defend(RunningTunnel tunnel, String words) {
    try {
      DefenceRequest request = DefenceRequest.parse(words);
      String now = tunnel.defend(request);
      LOG.info("DAITA: {}", now);
      return ControlAnswer.done(now);
    } catch (CommandFailure e) {
      return ControlAnswer.failed(e);
    } catch (RuntimeException e) {
      LOG.warn("DAITA could not be switched", e);
      return ControlAnswer.failed(
          new CommandFailure(ExitCode.FAILED, "DAITA could not be switched: " + e.getMessage(), e));
    }
  }

  private void awaitReady(RunningTunnel tunnel) throws CommandFailure, InterruptedException {
    synchronized (gate) {
      if (stop.isDone()) {
        throw new InterruptedException();
      }
      waiting = Thread.currentThread();
    }
    try {
      tunnel.awaitReady(READY_PATIENCE);
    } finally {
      synchronized (gate) {
        waiting = null;
        // An interruption that came too late for the wait must not meet the cleaning up.
        var _ = Thread.interrupted();
      }
    }
  }

  private void awaitEnd(String name, RunningTunnel tunnel)
      throws CommandFailure, InterruptedException {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    // Null is a regular end here, hence the wrapping in a failure or a plain completion.
    var _ =
        tunnel
            .terminated()
            .whenComplete((reason, failure) -> {
              Throwable cause = failure != null ? failure : reason;
              if (cause == null) {
                stop.complete(null);
              } else {
                ended.complete(cause);
              }
            });
    try {
      Object first = CompletableFuture.anyOf(stop, ended).get();
      if (first instanceof Throwable reason) {
        throw new CommandFailure(ExitCode.FAILED, name + " ended: " + reason.getMessage(), reason);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither future fails", e);
    }
  }
}
