package io.veiltun.maybenot.simulator;

/**
 * How late an integration is.
 *
 * @param action from the expiry of an action's timeout to the action
 * @param reporting from an event to its report to the framework
 * @param trigger from a report to the start of the timeouts it asked for
 */
public record IntegrationDelays(
    DelayHistogram action, DelayHistogram reporting, DelayHistogram trigger) {
  /** The example of Maybenot simulator 2.2.1: mostly below a millisecond, at most three. */
  public static final IntegrationDelays EXAMPLE =
      new IntegrationDelays(DelayHistogram.EXAMPLE, DelayHistogram.EXAMPLE, DelayHistogram.EXAMPLE);
}
