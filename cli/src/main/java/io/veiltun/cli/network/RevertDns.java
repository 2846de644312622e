package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.List;

/**
 * Takes the name servers of an interface away from a resolver program.
 *
 * @param interfaceName the interface
 * @param program {@code resolvconf} or {@code resolvectl}
 */
public record RevertDns(String interfaceName, String program) implements Undo {
  static final String RESOLVCONF = "resolvconf";
  static final String RESOLVECTL = "resolvectl";

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    boolean byLink = program.equals(RESOLVECTL);
    if (byLink && system.interfaceIndex(interfaceName).isEmpty()) {
      return; // systemd-resolved forgot the servers together with the link
    }
    List<String> command =
        byLink
            ? List.of(RESOLVECTL, "revert", interfaceName)
            : List.of(RESOLVCONF, "-d", interfaceName, "-f");
    system.commands().run(command, "");
  }

  @Override
  public String description() {
    return "the name servers set by " + program;
  }
}
