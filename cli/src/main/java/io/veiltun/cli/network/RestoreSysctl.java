package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Gives a kernel parameter its former value.
 *
 * @param name its path below /proc/sys
 * @param former the value to restore
 */
public record RestoreSysctl(String name, String former) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Optional<String> now = Sysctl.read(system, name);
    if (now.isPresent() && !now.get().equals(former)) {
      Sysctl.write(system, name, former);
    }
  }

  @Override
  public String description() {
    return "the kernel parameter " + name;
  }
}
