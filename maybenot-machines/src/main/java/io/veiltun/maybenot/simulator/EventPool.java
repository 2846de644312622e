package io.veiltun.maybenot.simulator;

import java.util.ArrayList;
import java.util.List;

/** Events to reuse, so that a simulation allocates only while its queues grow. */
final class EventPool {
  private final List<SimulationEvent> free = new ArrayList<>();

  SimulationEvent take() {
    return free.isEmpty() ? new SimulationEvent() : free.removeLast();
  }

  void giveBack(SimulationEvent event) {
    free.add(event);
  }
}
