package io.veiltun.cli.process;

import io.veiltun.cli.uapi.DaitaKeys;
import io.veiltun.daita.DaitaSettings;
import io.veiltun.maybenot.format.MachineFormat;
import org.jspecify.annotations.Nullable;

/** What runs, in the words of the configuration protocol. */
final class DaitaWords {
  private DaitaWords() {}

  /** The keys that would give the same machines and limits; null: DAITA is off. */
  static DaitaKeys keys(@Nullable RunningDefence running) {
    if (running == null) {
      return DaitaKeys.OFF;
    }
    DaitaSettings settings = running.settings();
    return new DaitaKeys(
        true,
        settings.machines().stream()
            .map(machine -> MachineFormat.encode(machine.machine()))
            .toList(),
        settings.holding().most(),
        settings.holding().minFree(),
        settings.limits().maxPaddingFrac(),
        settings.limits().maxBlockingFrac());
  }
}
