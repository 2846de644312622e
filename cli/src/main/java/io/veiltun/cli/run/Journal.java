package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.LiftKillSwitch;
import io.veiltun.cli.network.Undo;
import io.veiltun.cli.network.UndoJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file that survives a {@code kill -9}: who runs a tunnel, and what must be taken back when it
 * is gone. Replaced as a whole by each change, so a reader never sees half of one.
 */
public final class Journal implements UndoJournal {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final RunDirectory directory;
  private JournalEntry entry;

  private Journal(RunDirectory directory, JournalEntry entry) {
    this.directory = directory;
    this.entry = entry;
  }

  /** Writes the journal of a tunnel that this process is about to start. */
  public static Journal start(RunDirectory directory, String name, Path profile)
      throws CommandFailure {
    return start(directory, name, profile, List.of());
  }

  /**
   * As {@link #start(RunDirectory, String, Path)}, after a process that died.
   *
   * @param held what that one left and is still in force
   */
  static Journal start(RunDirectory directory, String name, Path profile, List<Undo> held)
      throws CommandFailure {
    String absolute = profile.toAbsolutePath().normalize().toString();
    JournalEntry entry = new JournalEntry(name, ProcessIdentity.current(), absolute, held);
    Journal journal = new Journal(directory, entry);
    journal.write(entry);
    return journal;
  }

  /** Opens the journal another process left; the caller holds the {@link RunLock}. */
  public static Journal adopt(RunDirectory directory, JournalEntry left) {
    return new Journal(directory, left);
  }

  /**
   * Reads a journal; empty if there is none.
   *
   * @throws CommandFailure if it is there but cannot be understood
   */
  public static Optional<JournalEntry> read(RunDirectory directory, String name)
      throws CommandFailure {
    Path file = directory.journal(name);
    try {
      return Optional.of(MAPPER.readValue(Files.readString(file), JournalEntry.class));
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "cannot read the journal " + file + ": if no such tunnel runs, remove it",
          e);
    }
  }

  @Override
  public void record(Undo undo) throws CommandFailure {
    List<Undo> all = new ArrayList<>(entry.undo());
    if (undo instanceof LiftKillSwitch) {
      // The new one takes the place of the one that is in force.
      all.removeIf(LiftKillSwitch.class::isInstance);
    }
    all.add(undo);
    write(new JournalEntry(entry.interfaceName(), entry.process(), entry.profile(), all));
  }

  /**
   * Takes everything back, newest first, and removes the journal and the socket. What fails does
   * not keep the rest from being taken back; it stays in the journal.
   *
   * @return one line per change that could not be taken back; empty when all is as before
   */
  public List<String> rollBack(HostSystem system) throws CommandFailure {
    return rollBack(system, true);
  }

  /**
   * As {@link #rollBack(HostSystem)}.
   *
   * @param lift false leaves the kill switch in force, if there is one, and in the journal
   */
  List<String> rollBack(HostSystem system, boolean lift) throws CommandFailure {
    List<String> problems = new ArrayList<>();
    List<Undo> remaining = new ArrayList<>();
    for (Undo undo : entry.undo().reversed()) {
      try {
        if (undo instanceof LiftKillSwitch && !lift) {
          remaining.addFirst(undo);
        } else {
          undo.perform(system);
        }
      } catch (CommandFailure | RuntimeException e) {
        // Also what nobody foresaw must not keep the rest from being restored.
        problems.add(undo.description() + ": " + e.getMessage());
        remaining.addFirst(undo);
      }
    }
    if (problems.isEmpty()) {
      delete(directory.socket(entry.interfaceName()));
    }
    if (remaining.isEmpty()) {
      delete(directory.journal(entry.interfaceName()));
    } else {
      write(new JournalEntry(entry.interfaceName(), entry.process(), entry.profile(), remaining));
    }
    return problems;
  }

  /** Whether a kill switch is in force. */
  boolean blocks() {
    return entry.killSwitch().isPresent();
  }

  /** What is to be taken back, in the order it was done. */
  List<Undo> undo() {
    return entry.undo();
  }

  private void write(JournalEntry next) throws CommandFailure {
    Path file = directory.journal(next.interfaceName());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(next));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "cannot write " + file + ": " + e.getMessage() + "; is the disk full?",
          e);
    }
    entry = next;
  }

  private static void delete(Path file) throws CommandFailure {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "cannot remove " + file, e);
    }
  }
}
