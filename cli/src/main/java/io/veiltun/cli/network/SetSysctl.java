package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Sets a kernel parameter.
 *
 * @param name its path below /proc/sys
 * @param value the value
 */
public record SetSysctl(String name, String value) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Sysctl.read(system, name)
        .filter(now -> !now.equals(value))
        .map(now -> new RestoreSysctl(name, now));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    // A container's /proc/sys is often read-only and often set right from outside.
    if (!Sysctl.read(system, name).equals(Optional.of(value))) {
      Sysctl.write(system, name, value);
    }
  }
}
