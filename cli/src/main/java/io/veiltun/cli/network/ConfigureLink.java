package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Brings the interface up without an address of its own making.
 *
 * @param interfaceName the interface
 * @param mtu in bytes
 * @param txQueueLength packets the kernel queues before the tunnel reads them
 */
public record ConfigureLink(String interfaceName, int mtu, int txQueueLength) implements Step {
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
        system.netlink().request(RouteMessages.linkUp(index, mtu, txQueueLength)),
        interfaceName + " up with MTU " + mtu);
  }
}
