package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Routes a prefix through the interface.
 *
 * @param interfaceName the interface
 * @param destination the prefix
 * @param table the routing table to put it in
 */
public record AddRoute(String interfaceName, Cidr destination, int table) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Optional.of(new DeleteRoute(interfaceName, destination, table));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    int index = system.existingInterface(interfaceName);
    Acknowledgement.check(
        system.netlink().request(RouteMessages.addRoute(index, destination, table)),
        "route " + destination + " through " + interfaceName);
  }
}
