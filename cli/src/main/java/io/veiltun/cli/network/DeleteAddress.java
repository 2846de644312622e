package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.OptionalInt;

/**
 * Removes an address from an interface.
 *
 * @param interfaceName the interface
 * @param address the address with its prefix length
 */
public record DeleteAddress(String interfaceName, Cidr address) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    OptionalInt index = system.interfaceIndex(interfaceName);
    if (index.isPresent()) {
      Acknowledgement.checkDeleted(
          system.netlink().request(RouteMessages.deleteAddress(index.getAsInt(), address)),
          description());
    }
  }

  @Override
  public String description() {
    return "the address " + address + " on " + interfaceName;
  }
}
