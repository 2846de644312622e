package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code veiltun down}: ends a tunnel process, and takes back what a dead one left. */
public final class Stop {
  /** How it went. */
  public enum Outcome {
    /** It ran and ended in order. */
    STOPPED,
    /** It ran, did not answer, and was killed; what it had changed is taken back. */
    KILLED,
    /** It had crashed; what it had changed is taken back. */
    CLEANED
  }

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration ORDERLY = Duration.ofSeconds(5);
  private static final Duration RELEASE = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(20);

  private final RunDirectory directory;
  private final HostSystem system;

  /** Stops tunnels of {@code directory}; leftovers are taken back on {@code system}. */
  public Stop(RunDirectory directory, HostSystem system) {
    this.directory = directory;
    this.system = system;
  }

  /**
   * Finds which tunnel is meant.
   *
   * @param nameOrProfile an interface name, or the path of the profile a tunnel was started with
   * @throws CommandFailure {@code FAILED} if no tunnel of that name or profile left a journal
   */
  public String resolve(String nameOrProfile) throws CommandFailure {
    if (RunDirectory.isName(nameOrProfile) && Files.exists(directory.journal(nameOrProfile))) {
      return nameOrProfile;
    }
    String profile = Path.of(nameOrProfile).toAbsolutePath().normalize().toString();
    for (String name : directory.names()) {
      if (Journal.read(directory, name).filter(e -> e.profile().equals(profile)).isPresent()) {
        return name;
      }
    }
    throw new CommandFailure(
        ExitCode.FAILED, nameOrProfile + " is not running: veiltun status lists what is");
  }

  /** Stops one tunnel and returns when nothing of it is left. */
  public Outcome stop(String name) throws CommandFailure, InterruptedException {
    Optional<JournalEntry> entry = Journal.read(directory, name);
    boolean ran = entry.isPresent() && entry.get().process().alive();
    boolean killed = ran && end(name, entry.get().process());
    Optional<RunLock> acquired = awaitLock(name);
    if (acquired.isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILED, name + " is being started or stopped by another process: try again");
    }
    try (RunLock _ = acquired.get()) {
      boolean left = Leftovers.takeBack(directory, name, system);
      if (killed) {
        return Outcome.KILLED;
      }
      return ran && !left ? Outcome.STOPPED : Outcome.CLEANED;
    }
  }

  /** A dying process shows as a zombie while its last threads still hold its files open. */
  private Optional<RunLock> awaitLock(String name) throws CommandFailure, InterruptedException {
    long deadline = System.nanoTime() + RELEASE.toNanos();
    Optional<RunLock> lock = RunLock.tryAcquire(directory, name);
    while (lock.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL);
      lock = RunLock.tryAcquire(directory, name);
    }
    return lock;
  }

  /** Returns whether it had to be killed. */
  private boolean end(String name, ProcessIdentity process)
      throws CommandFailure, InterruptedException {
    try {
      ControlClient.ask(directory.socket(name), ControlServer.STOP, ANSWER);
    } catch (IOException e) {
      process.signal(false);
    }
    if (gone(process, ORDERLY)) {
      return false;
    }
    process.signal(true);
    if (!gone(process, ORDERLY)) {
      throw new CommandFailure(
          ExitCode.FAILED, "process " + process.pid() + " of " + name + " cannot be killed");
    }
    return true;
  }

  private static boolean gone(ProcessIdentity process, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (process.alive()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }
}
