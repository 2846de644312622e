package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;

/**
 * Removes a policy rule.
 *
 * @param rule the rule, with its priority
 */
public record DeleteRule(Rule rule) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Acknowledgement.checkDeleted(
        system.netlink().request(RouteMessages.deleteRule(rule)), description());
  }

  @Override
  public String description() {
    return "the " + rule;
  }
}
