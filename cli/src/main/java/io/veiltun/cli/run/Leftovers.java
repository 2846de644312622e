package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.Undo;
import java.util.List;
import java.util.Optional;

/** What a process that was killed could not take back itself. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Takes back what the journal of a dead process lists; the caller holds the {@link RunLock}.
   *
   * @return whether there was a journal
   * @throws CommandFailure if something could not be restored; it stays in the journal
   */
  static boolean takeBack(RunDirectory directory, String name, HostSystem system)
      throws CommandFailure {
    return takeBack(directory, name, system, true).isPresent();
  }

  /**
   * As {@link #takeBack(RunDirectory, String, HostSystem)}.
   *
   * @param lift false leaves a kill switch in force
   * @return what is still in force; absent if there was no journal
   */
  static Optional<List<Undo>> takeBack(
      RunDirectory directory, String name, HostSystem system, boolean lift) throws CommandFailure {
    Optional<JournalEntry> left = Journal.read(directory, name);
    if (left.isEmpty()) {
      return Optional.empty();
    }
    Journal journal = Journal.adopt(directory, left.get());
    List<String> problems = journal.rollBack(system, lift);
    if (!problems.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, "could not restore " + String.join("; ", problems));
    }
    return Optional.of(lift ? List.of() : journal.undo());
  }
}
