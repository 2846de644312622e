package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * Loads a firewall table of our own in one transaction.
 *
 * @param table name of a table of family inet that is nobody else's
 * @param ruleset the script that declares it
 */
public record LoadNftTable(String table, String ruleset) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) throws CommandFailure {
    if (!system.commands().available("nft")) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED, "nft is not installed: apt-get install nftables");
    }
    return Optional.of(new DeleteNftTable(table));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    system.commands().run(List.of("nft", "-f", "-"), ruleset);
  }
}
