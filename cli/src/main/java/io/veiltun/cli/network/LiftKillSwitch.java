package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;

/**
 * Lets traffic pass beside the tunnel again. Nobody but a person decides that: it stays undone when
 * the tunnel dies, and while the next one starts.
 *
 * @param interfaceName the tunnel's interface
 * @param blocked what it blocks outside the tunnel, for a sentence: "all traffic"
 */
public record LiftKillSwitch(String interfaceName, String blocked) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    new DeleteNftTable(KillSwitch.table(interfaceName)).perform(system);
  }

  @Override
  public String description() {
    return "the kill switch of " + interfaceName;
  }
}
