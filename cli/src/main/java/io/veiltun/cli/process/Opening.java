package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.tun.LinuxTun;
import io.veiltun.engine.udp.UdpTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens what may be missing or forbidden on a host, and says what to do about it. */
final class Opening {
  private static final Path TUN = Path.of("/dev/net/tun");

  private Opening() {}

  static Offloads offloads(LaunchOptions options) {
    return options.offloads() ? Offloads.AUTO : Offloads.OFF;
  }

  static LinuxTun tun(String name, LinuxTun.Options options, Loops loops, Drops drops)
      throws CommandFailure {
    if (!Files.exists(TUN)) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          TUN
              + " is missing: load the kernel module (modprobe tun), or give the container"
              + " --device /dev/net/tun");
    }
    try {
      return LinuxTun.open(name, options, loops.send(), drops);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          "interface "
              + name
              + " can't be made: "
              + e.getMessage()
              + " (needs root or CAP_NET_ADMIN, and a name no other program uses)",
          e);
    }
  }

  static UdpTransport udp(UdpTransport.Options options, Loops loops, Drops drops)
      throws CommandFailure {
    try {
      return UdpTransport.bind(options, loops.send(), loops.receive(), drops);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "UDP port " + options.port() + ": " + e.getMessage(), e);
    }
  }
}
