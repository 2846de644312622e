package io.veiltun.it.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** A link between containers: one of Docker's networks, with addresses that tests choose. */
final class BedNetwork implements AutoCloseable {
  private static final String MTU = "com.docker.network.driver.mtu";

  private final String prefix4;
  private final String prefix6;
  private final Network network;

  /**
   * Makes it.
   *
   * @param bed which of the beds it is for, 0 to 99
   * @param link which of the bed's links, 1 to 9
   * @param closed nothing but its own containers can be reached from it
   */
  BedNetwork(int bed, int link, int mtu, boolean closed) {
    prefix4 = "10." + (120 + bed) + "." + link + ".";
    prefix6 = "fd0d:" + bed + ":" + link + "::";
    network =
        Network.builder()
            .enableIpv6(true)
            .createNetworkCmdModifier(command ->
                command
                    .withInternal(closed)
                    .withOptions(Map.of(MTU, Integer.toString(mtu)))
                    .withIpam(
                        new com.github.dockerjava.api.model.Network.Ipam()
                            .withConfig(
                                new Ipam.Config().withSubnet(prefix4 + "0/24"),
                                new Ipam.Config().withSubnet(prefix6 + "/64"))))
            .build();
  }

  Network network() {
    return network;
  }

  /** The IPv4 address of host {@code number}, 2 to 254. */
  String ipv4(int number) {
    return prefix4 + number;
  }

  /** The IPv6 address of host {@code number}, 2 to 99. */
  String ipv6(int number) {
    return prefix6 + number;
  }

  /** Plugs a container in as host {@code number}. */
  void connect(String container, int number) {
    docker()
        .connectToNetworkCmd()
        .withContainerId(container)
        .withNetworkId(network.getId())
        .withContainerNetwork(
            new ContainerNetwork()
                .withIpamConfig(
                    new ContainerNetwork.Ipam()
                        .withIpv4Address(ipv4(number))
                        .withIpv6Address(ipv6(number))))
        .exec();
  }

  /** Pulls a container's plug. */
  void disconnect(String container) {
    docker()
        .disconnectFromNetworkCmd()
        .withContainerId(container)
        .withNetworkId(network.getId())
        .withForce(true)
        .exec();
  }

  static DockerClient docker() {
    return DockerClientFactory.lazyClient();
  }

  @Override
  public void close() {
    network.close();
  }
}
