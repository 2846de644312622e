package io.veiltun.cli.run;

import io.veiltun.cli.network.LiftKillSwitch;
import io.veiltun.cli.network.Undo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is on disk about one tunnel process.
 *
 * @param interfaceName the name of its interface
 * @param process who it is
 * @param profile absolute path of its profile
 * @param undo what to take back, in the order it was done
 */
public record JournalEntry(
    String interfaceName, ProcessIdentity process, String profile, List<Undo> undo) {
  /** Copies the list. */
  public JournalEntry {
    Objects.requireNonNull(interfaceName);
    Objects.requireNonNull(process);
    Objects.requireNonNull(profile);
    undo = List.copyOf(undo);
  }

  /** The kill switch among them. */
  Optional<LiftKillSwitch> killSwitch() {
    return undo.stream()
        .filter(LiftKillSwitch.class::isInstance)
        .map(LiftKillSwitch.class::cast)
        .findFirst();
  }
}
