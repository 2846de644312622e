package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/** One change to the host's network. */
public sealed interface Step
    permits ConfigureLink,
        EnableIpv6,
        AddAddress,
        AddRoute,
        AddRule,
        SetSysctl,
        LoadNftTable,
        RefuseRoute,
        RaiseKillSwitch,
        SetDns {
  /**
   * Works out, without changing anything, what takes this step back; empty if nothing needs to,
   * because it ends with the interface or changes nothing.
   */
  Optional<Undo> undo(HostSystem system) throws CommandFailure;

  /** Does it. */
  void perform(HostSystem system) throws CommandFailure;
}
