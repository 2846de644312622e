package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelOptions;
import io.veiltun.engine.tunnel.TunnelRuntime;
import io.veiltun.engine.udp.UdpTransport;

/**
 * Loads what a tunnel needs, without a device and without a datagram, while a start-up cache is
 * recorded.
 */
public final class WarmUp {
  private WarmUp() {}

  /** Opens and closes an engine on the loopback's port 0. */
  public static void run() throws CommandFailure {
    try (Loops loops = Loops.start()) {
      TunnelRuntime runtime = Runtimes.of(loops, LaunchOptions.defaults());
      Drops drops = new Drops();
      UdpTransport udp = Opening.udp(UdpTransport.Options.of(0), loops, drops);
      try (Tunnel tunnel =
          new Tunnel(
              new TunnelOptions("warm-up", 1420, 64, 64),
              X25519.newPrivateKey(runtime.random()),
              runtime,
              drops)) {
        tunnel.status();
      } finally {
        udp.close();
      }
    }
  }
}
