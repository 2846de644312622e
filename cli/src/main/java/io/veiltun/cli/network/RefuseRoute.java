package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Refuses packets to a prefix that the tunnel should carry and can't: they may not go elsewhere.
 *
 * @param destination the prefix
 * @param table the routing table to put it in
 */
public record RefuseRoute(Cidr destination, int table) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Optional.of(new DeleteRefusal(destination, table));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Acknowledgement.check(
        system.netlink().request(RouteMessages.refuse(destination, table)),
        "unreachable route " + destination);
  }
}
