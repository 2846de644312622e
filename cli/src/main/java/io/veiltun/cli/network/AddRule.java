package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.Optional;

/**
 * Adds a policy rule.
 *
 * @param rule the rule
 */
public record AddRule(Rule rule) implements Step {
  @Override
  public Optional<Undo> undo(HostSystem system) {
    return Optional.of(new DeleteRule(rule));
  }

  @Override
  public void perform(HostSystem system) throws CommandFailure {
    Acknowledgement.check(system.netlink().request(RouteMessages.addRule(rule)), rule.toString());
  }
}
