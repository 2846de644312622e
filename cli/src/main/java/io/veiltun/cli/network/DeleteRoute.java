package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.OptionalInt;

/**
 * Removes a route through an interface.
 *
 * @param interfaceName the interface
 * @param destination the prefix
 * @param table the routing table it is in
 */
public record DeleteRoute(String interfaceName, Cidr destination, int table) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    OptionalInt index = system.interfaceIndex(interfaceName);
    if (index.isPresent()) {
      Acknowledgement.checkDeleted(
          system.netlink().request(RouteMessages.deleteRoute(index.getAsInt(), destination, table)),
          description());
    }
  }

  @Override
  public String description() {
    return "the route to " + destination + " on " + interfaceName;
  }
}
