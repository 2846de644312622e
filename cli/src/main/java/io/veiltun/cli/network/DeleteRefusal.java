package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;

/**
 * Ends that packets to a prefix are refused.
 *
 * @param destination the prefix
 * @param table the routing table the refusal is in
 */
public record DeleteRefusal(Cidr destination, int table) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Acknowledgement.checkDeleted(
        system.netlink().request(RouteMessages.endRefusal(destination, table)), description());
  }

  @Override
  public String description() {
    return "the refusal of packets to " + destination;
  }
}
