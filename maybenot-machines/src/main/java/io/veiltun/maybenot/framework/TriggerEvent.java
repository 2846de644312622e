package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Event;

/** The events an integrator reports, in the order of the numbers of Maybenot's C interface. */
public enum TriggerEvent {
  NORMAL_RECV(Event.NORMAL_RECV, false),
  PADDING_RECV(Event.PADDING_RECV, false),
  TUNNEL_RECV(Event.TUNNEL_RECV, false),
  NORMAL_SENT(Event.NORMAL_SENT, false),
  PADDING_SENT(Event.PADDING_SENT, true),
  TUNNEL_SENT(Event.TUNNEL_SENT, false),
  BLOCKING_BEGIN(Event.BLOCKING_BEGIN, true),
  BLOCKING_END(Event.BLOCKING_END, false),
  TIMER_BEGIN(Event.TIMER_BEGIN, true),
  TIMER_END(Event.TIMER_END, true);

  private final Event event;
  private final int index;
  private final boolean ofMachine;

  TriggerEvent(Event event, boolean ofMachine) {
    this.event = event;
    this.index = event.index();
    this.ofMachine = ofMachine;
  }

  /** True when the event names the machine it belongs to. */
  public boolean ofMachine() {
    return ofMachine;
  }

  /** What machines see. */
  public Event event() {
    return event;
  }

  /** The index of {@link #event}. */
  int index() {
    return index;
  }
}
