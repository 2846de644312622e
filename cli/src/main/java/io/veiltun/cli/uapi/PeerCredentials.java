package io.veiltun.cli.uapi;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a Unix socket. */
final class PeerCredentials {
  private PeerCredentials() {}

  /** Whether it is root or the user of this process: file permissions can be got around. */
  static boolean mayConfigure(SocketChannel channel) throws IOException {
    UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    UserPrincipal root =
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
    return user.equals(root) || user.equals(Files.getOwner(Path.of("/proc/self")));
  }
}
