package io.veiltun.cli.network;

import static io.veiltun.cli.network.RevertDns.RESOLVCONF;
import static io.veiltun.cli.network.RevertDns.RESOLVECTL;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the host ask the tunnel's name servers: by resolvconf if installed, else by
 * systemd-resolved if it runs, else in /etc/resolv.conf (linux-dataplane §10.3).
 *
 * @param interfaceName the interface
 * @param servers their addresses, at least one
 */
public record SetDns(String interfaceName, List<InetAddress> servers) implements Step {
  /** Copies the list. */
  public SetDns {
    servers = List.copyOf(servers);
  }

  @Override
  public Optional<Undo> undo(HostSystem system) throws CommandFailure {
    Optional<String> program = program(system);
    if (program.isPresent()) {
      return Optional.of(new RevertDns(interfaceName, program.get()));
    }
    Path file = system.file(ResolvConf.PATH);
    try {
      return Optional.of(RestoreResolvConf.of(file, interfaceName));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNSUPPORTED, "cannot read " + file + " to keep a copy", e);
    }
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Optional<String> program = program(system);
    if (program.isEmpty()) {
      rewrite(system.file(ResolvConf.PATH));
    } else if (program.get().equals(RESOLVCONF)) {
      system
          .commands()
          .run(
              List.of(RESOLVCONF, "-a", interfaceName, "-m", "0", "-x"),
              ResolvConf.content(interfaceName, servers));
    } else {
      List<String> dns = new ArrayList<>(List.of(RESOLVECTL, "dns", interfaceName));
      servers.forEach(server -> dns.add(server.getHostAddress()));
      system.commands().run(dns, "");
      system.commands().run(List.of(RESOLVECTL, "domain", interfaceName, "~."), "");
    }
  }

  private void rewrite(Path file) throws CommandFailure {
    try {
      ResolvConf.replace(file, ResolvConf.content(interfaceName, servers));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED, "cannot write " + file + ": run as root or leave out dns", e);
    }
  }

  private static Optional<String> program(HostSystem system) {
    if (system.commands().available(RESOLVCONF)) {
      return Optional.of(RESOLVCONF);
    }
    boolean resolved =
        Files.isDirectory(system.file("/run/systemd/resolve"))
            && system.commands().available(RESOLVECTL);
    return resolved ? Optional.of(RESOLVECTL) : Optional.empty();
  }
}
