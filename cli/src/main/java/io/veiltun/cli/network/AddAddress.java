package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Gives the interface an address, without duplicate address detection.
 *
 * @param interfaceName the interface
 * @param address the address with its prefix length
 */
public record AddAddress(String interfaceName, Cidr address) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Optional.of(new DeleteAddress(interfaceName, address));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    int index = system.existingInterface(interfaceName);
    Acknowledgement.check(
        system.netlink().request(RouteMessages.addAddress(index, address)),
        "address " + address + " on " + interfaceName);
  }
}
