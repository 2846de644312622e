package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * Blocks what would pass beside the tunnel, in one transaction: one that is in force is replaced.
 *
 * @param killSwitch what may pass
 */
public record RaiseKillSwitch(KillSwitch killSwitch) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) throws CommandFailure {
    if (!system.commands().available("nft")) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          "the kill switch needs nft, which is not installed: apt-get install nftables");
    }
    return Optional.of(new LiftKillSwitch(killSwitch.interfaceName(), killSwitch.blocked()));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    system.commands().run(List.of("nft", "-f", "-"), killSwitch.ruleset());
  }
}
