package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.engine.os.Libc;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What steps act on: the kernel's tables, its files and the host's programs. The netlink socket is
 * opened by the first step that needs one.
 */
public final class HostSystem implements AutoCloseable {
  private final Supplier<Netlink> opener;
  private final CommandRunner commands;
  private final Path root;
  private @Nullable Netlink netlink;

  /**
   * A system of the given parts.
   *
   * @param opener opens a netlink socket when first needed
   * @param commands runs programs
   * @param root the folder that stands for {@code /}
   */
  public HostSystem(Supplier<Netlink> opener, CommandRunner commands, Path root) {
    this.opener = opener;
    this.commands = commands;
    this.root = root;
  }

  /** This machine, or the network namespace this process is in. */
  public static HostSystem local() {
    return new HostSystem(RouteNetlink::open, new HostCommands(), Path.of("/"));
  }

  /** The netlink socket. */
  public Netlink netlink() {
    if (netlink == null) {
      netlink = opener.get();
    }
    return netlink;
  }

  /** The programs. */
  public CommandRunner commands() {
    return commands;
  }

  /** A file by its absolute path. */
  public Path file(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** The kernel's number of an interface; empty if there is none of that name. */
  public OptionalInt interfaceIndex(String name) {
    int index = Libc.interfaceIndex(name);
    return index > 0 ? OptionalInt.of(index) : OptionalInt.empty();
  }

  /** As {@link #interfaceIndex}, for a step that cannot be done without it. */
  int existingInterface(String name) throws CommandFailure {
    return interfaceIndex(name)
        .orElseThrow(() -> new CommandFailure(ExitCode.FAILED, "there is no interface " + name));
  }

  @Override
  public void close() {
    if (netlink != null) {
      netlink.close();
      netlink = null;
    }
  }
}
