package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.TriggerEvent;
import java.util.StringJoiner;

/** A simulation as {@code time,code} for each event of one end, from the first event of both. */
final class EventText {
  private EventText() {}

  static String of(Simulation simulation, boolean client, long unit) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < simulation.size(); i++) {
      if (simulation.client(i) == client) {
        long time = simulation.timeNanos(i) - simulation.timeNanos(0);
        text.add(time / unit + "," + code(simulation.event(i)));
      }
    }
    return text.toString();
  }

  private static String code(TriggerEvent event) {
    return switch (event) {
      case NORMAL_RECV -> "rn";
      case PADDING_RECV -> "rp";
      case TUNNEL_RECV -> "rt";
      case NORMAL_SENT -> "sn";
      case PADDING_SENT -> "sp";
      case TUNNEL_SENT -> "st";
      case BLOCKING_BEGIN -> "bb";
      case BLOCKING_END -> "be";
      case TIMER_BEGIN -> "tb";
      case TIMER_END -> "te";
    };
  }
}
