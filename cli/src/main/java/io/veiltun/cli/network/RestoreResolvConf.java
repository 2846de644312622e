package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Restores the resolver's file, unless someone else has rewritten it since.
 *
 * @param interfaceName whose servers the file names now
 * @param kind what was there before
 * @param former the text of the file, or the target of the symbolic link; empty if it was absent
 */
public record RestoreResolvConf(String interfaceName, Kind kind, String former) implements Undo {
  /** What /etc/resolv.conf was. */
  public enum Kind {
    /** A file of its own. */
    FILE,
    /** A symbolic link. */
    LINK,
    /** Not there. */
    ABSENT
  }

  static RestoreResolvConf of(Path file, String interfaceName) throws IOException {
    if (Files.isSymbolicLink(file)) {
      String target = Files.readSymbolicLink(file).toString();
      return new RestoreResolvConf(interfaceName, Kind.LINK, target);
    }
    return Files.exists(file)
        ? new RestoreResolvConf(interfaceName, Kind.FILE, Files.readString(file))
        : new RestoreResolvConf(interfaceName, Kind.ABSENT, "");
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Path file = system.file(ResolvConf.PATH);
    try {
      if (ResolvConf.isOurs(file, interfaceName)) {
        switch (kind) {
          case FILE -> ResolvConf.replace(file, former);
          case ABSENT -> Files.delete(file);
          case LINK -> {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of(former));
          }
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "cannot restore " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String description() {
    return "the name servers in " + ResolvConf.PATH;
  }
}
