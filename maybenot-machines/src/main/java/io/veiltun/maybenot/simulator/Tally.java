package io.veiltun.maybenot.simulator;

/**
 * How often things happened at one end.
 *
 * @param normalSent data packets written to the network
 * @param paddingSent padding packets written to the network
 * @param blocks begins and ends of blocking
 * @param timers begins and ends of internal timers
 */
public record Tally(int normalSent, int paddingSent, int blocks, int timers) {
  /** Counts the first {@code events} events of one end. */
  public static Tally of(Simulation simulation, boolean client, int events) {
    int normal = 0;
    int padding = 0;
    int blocks = 0;
    int timers = 0;
    for (int i = 0; i < events; i++) {
      if (simulation.client(i) != client) {
        continue;
      }
      switch (simulation.rank(i)) {
        case SimulationEvent.TUNNEL_SENT -> {
          padding += simulation.padding(i) ? 1 : 0;
          normal += simulation.padding(i) ? 0 : 1;
        }
        case SimulationEvent.BLOCKING_BEGIN, SimulationEvent.BLOCKING_END -> blocks++;
        case SimulationEvent.TIMER_BEGIN, SimulationEvent.TIMER_END -> timers++;
        default -> {}
      }
    }
    return new Tally(normal, padding, blocks, timers);
  }

  /** Everything counted. */
  public int events() {
    return normalSent + paddingSent + blocks + timers;
  }
}
