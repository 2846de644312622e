package io.veiltun.cli.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the lab may do on this machine, and a way to do it without being root. */
final class Privileges {
  private static final Path TUN = Path.of("/dev/net/tun");
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;
  private static final int CAP_SYS_ADMIN = 21;

  private Privileges() {}

  /** Whether this process may make namespaces, devices and packet sockets. */
  static boolean suffice() throws IOException {
    long effective = effectiveCapabilities(Files.readAllLines(Path.of("/proc/self/status")));
    long needed = 1L << CAP_NET_ADMIN | 1L << CAP_NET_RAW | 1L << CAP_SYS_ADMIN;
    return (effective & needed) == needed;
  }

  static long effectiveCapabilities(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("CapEff:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
        .findFirst()
        .orElse(0);
  }

  /** Whether {@code /dev/net/tun} can be opened by this process. */
  static boolean tunAccessible() {
    try (FileChannel tun =
        FileChannel.open(TUN, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return tun.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether this system lets an ordinary user make a user namespace with a network of its own. */
  static boolean userNamespaces() {
    try {
      SystemCommand.run(
          "unshare",
          "--user",
          "--map-root-user",
          "--net",
          "--mount",
          "mount",
          "-t",
          "tmpfs",
          "tmpfs",
          "/run");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs {@code command} as root of a user namespace with network and mounts of its own, on this
   * terminal. {@code /run} is empty there, since the named network namespaces are kept in it.
   *
   * @return its exit code
   */
  static int inUserNamespace(List<String> command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "--", "sh", "-c"));
    // Java offers IPv6 only where some device has it when it starts: here, lo.
    all.add("mount -t tmpfs tmpfs /run && ip link set lo up && exec \"$@\"");
    all.add("sh");
    all.addAll(command);
    Process process = new ProcessBuilder(all).inheritIO().start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw SystemCommand.interrupted(e);
    }
  }
}
