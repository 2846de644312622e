package io.veiltun.maybenot.framework;

/** The events an integrator reports, in the order of the numbers of Maybenot's C interface. */
public enum TriggerEvent {
  NORMAL_RECV(false),
  PADDING_RECV(false),
  TUNNEL_RECV(false),
  NORMAL_SENT(false),
  PADDING_SENT(true),
  TUNNEL_SENT(false),
  BLOCKING_BEGIN(true),
  BLOCKING_END(false),
  TIMER_BEGIN(true),
  TIMER_END(true);

  private final boolean ofMachine;

  TriggerEvent(boolean ofMachine) {
    this.ofMachine = ofMachine;
  }

  /** True when the event names the machine it belongs to. */
  public boolean ofMachine() {
    return ofMachine;
  }
}
