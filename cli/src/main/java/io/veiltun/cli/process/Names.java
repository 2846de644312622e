package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.config.HostPort;
import io.veiltun.engine.packet.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Turns the profile's endpoints into addresses. */
final class Names {
  private Names() {}

  /** Where an endpoint is, without its zone. */
  static InetSocketAddress socketAddress(Endpoint endpoint) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(endpoint.address()), endpoint.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an endpoint without address", e);
    }
  }

  /** The first address of {@code host}; a literal needs no resolver. */
  static Endpoint resolve(String place, HostPort host) throws CommandFailure {
    try {
      InetAddress address =
          host.literal().isPresent() ? host.literal().get() : InetAddress.getByName(host.host());
      return Endpoint.of(new InetSocketAddress(address, host.port()));
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          place + ": " + host.host() + " can't be resolved: check the name and the host's DNS",
          e);
    }
  }
}
