package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Lets the interface have IPv6 where the host's default is off, as in most containers; the
 * parameter vanishes with the interface.
 *
 * @param interfaceName the interface
 */
public record EnableIpv6(String interfaceName) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Optional.empty();
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    String name = Sysctl.disableIpv6(interfaceName);
    if (Sysctl.read(system, name).filter(value -> !value.equals("0")).isPresent()) {
      Sysctl.write(system, name, "0");
    }
  }
}
