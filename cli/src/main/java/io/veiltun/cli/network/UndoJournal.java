package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;

/** Remembers beyond the death of the process what must be taken back. */
@FunctionalInterface
public interface UndoJournal {
  /**
   * Returns once {@code undo} is on disk; the caller does the step afterwards.
   *
   * @throws CommandFailure if it could not be written; the step must not be done then
   */
  void record(Undo undo) throws CommandFailure;
}
