package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Kernel parameters as files under /proc/sys, named by path: names of interfaces may have dots. */
final class Sysctl {
  static final String SRC_VALID_MARK = "net/ipv4/conf/all/src_valid_mark";
  static final String IPV4_FORWARD = "net/ipv4/ip_forward";
  static final String IPV6_FORWARD = "net/ipv6/conf/all/forwarding";

  private Sysctl() {}

  static String disableIpv6(String interfaceName) {
    return "net/ipv6/conf/" + interfaceName + "/disable_ipv6";
  }

  static Path file(HostSystem system, String name) {
    return system.file("/proc/sys/" + name);
  }

  /** The value; empty if the kernel has no such parameter. */
  static Optional<String> read(HostSystem system, String name) {
    try {
      return Optional.of(Files.readString(file(system, name)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static void write(HostSystem system, String name, String value) throws CommandFailure {
    try {
      Files.writeString(file(system, name), value + "\n");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          "cannot set "
              + name
              + " to "
              + value
              + ": run as root; in a container, set it from outside",
          e);
    }
  }
}
