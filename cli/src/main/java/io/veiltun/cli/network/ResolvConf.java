package io.veiltun.cli.network;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** The resolver's file, for hosts where no program looks after it. */
final class ResolvConf {
  static final String PATH = "/etc/resolv.conf";

  private ResolvConf() {}

  /** The first line, by which we recognise what we wrote. */
  static String marker(String interfaceName) {
    return "# Written by veiltun for "
        + interfaceName
        + "; restored by: veiltun down "
        + interfaceName;
  }

  static String content(String interfaceName, List<InetAddress> servers) {
    return servers.stream()
        .map(server -> "nameserver " + server.getHostAddress() + "\n")
        .collect(Collectors.joining("", marker(interfaceName) + "\n", ""));
  }

  static boolean isOurs(Path file, String interfaceName) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.readString(file).startsWith(marker(interfaceName) + "\n");
  }

  /**
   * Replaces the file; one that is mounted (in a container) cannot be replaced and is rewritten.
   */
  static void replace(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling("resolv.conf.veiltun");
    try {
      Files.writeString(fresh, content);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException mounted) {
      Files.deleteIfExists(fresh);
      Files.writeString(file, content);
    }
  }
}
