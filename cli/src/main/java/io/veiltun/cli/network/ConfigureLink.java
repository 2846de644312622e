package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Sets the interface up so that it has no address of its own making.
 *
 * @param interfaceName the interface
 * @param mtu in bytes
 * @param txQueueLength packets the kernel queues before the tunnel reads them
 * @param up whether to bring it up, too
 */
public record ConfigureLink(String interfaceName, int mtu, int txQueueLength, boolean up)
    implements Step {
  private static final int NO_IPV6 = -97;

  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Optional.empty();
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    int index = system.existingInterface(interfaceName);
    int answer = system.netlink().request(RouteMessages.noAddressGeneration(index));
    if (answer != NO_IPV6) {
      Acknowledgement.check(answer, "address generation off on " + interfaceName);
    }
    Acknowledgement.check(
        system.netlink().request(RouteMessages.link(index, mtu, txQueueLength, up)),
        interfaceName + (up ? " up with MTU " : " with MTU ") + mtu);
  }
}
