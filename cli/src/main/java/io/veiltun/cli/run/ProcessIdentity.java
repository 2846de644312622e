package io.veiltun.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param pid the process number
 * @param startTicks start time in clock ticks since boot: field 22 of proc(5) {@code stat}, which
 *     does not move when the wall clock is set
 */
public record ProcessIdentity(long pid, long startTicks) {
  /** This process. */
  public static ProcessIdentity current() {
    long pid = ProcessHandle.current().pid();
    return of(pid)
        .orElseThrow(() -> new IllegalStateException("/proc/" + pid + "/stat is missing"));
  }

  /** The process that has this number now, if there is one. */
  public static Optional<ProcessIdentity> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The second field is the command in parentheses and may itself contain blanks and ')'.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead
          ? Optional.empty()
          : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[19])));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Whether exactly this process still runs. */
  public boolean alive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Asks it to end (SIGTERM), or ends it (SIGKILL); nothing happens if it is gone. */
  public void signal(boolean forcibly) {
    if (alive()) {
      ProcessHandle.of(pid)
          .ifPresent(process -> {
            var _ = forcibly ? process.destroyForcibly() : process.destroy();
          });
    }
  }
}
