package io.veiltun.cli.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.veiltun.cli.exit.CommandFailure;

/**
 * Takes one step back. Written to disk before the step is done, so it must succeed, silently, when
 * there is nothing to take back: the step may never have been done, or its interface be gone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "undo")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DeleteAddress.class, name = "deleteAddress"),
  @JsonSubTypes.Type(value = DeleteRoute.class, name = "deleteRoute"),
  @JsonSubTypes.Type(value = DeleteRefusal.class, name = "deleteRefusal"),
  @JsonSubTypes.Type(value = DeleteRule.class, name = "deleteRule"),
  @JsonSubTypes.Type(value = RestoreSysctl.class, name = "restoreSysctl"),
  @JsonSubTypes.Type(value = DeleteNftTable.class, name = "deleteNftTable"),
  @JsonSubTypes.Type(value = LiftKillSwitch.class, name = "liftKillSwitch"),
  @JsonSubTypes.Type(value = RevertDns.class, name = "revertDns"),
  @JsonSubTypes.Type(value = RestoreResolvConf.class, name = "restoreResolvConf")
})
public sealed interface Undo
    permits DeleteAddress,
        DeleteRoute,
        DeleteRefusal,
        DeleteRule,
        RestoreSysctl,
        DeleteNftTable,
        LiftKillSwitch,
        RevertDns,
        RestoreResolvConf {
  /**
   * Restores what the step changed.
   *
   * @throws CommandFailure if it is still changed afterwards
   */
  void perform(HostSystem system) throws CommandFailure;

  /** What is restored, for a log line: "the rule ...". */
  String description();
}
