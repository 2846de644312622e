package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.TriggerEvent;

/** The recorded events of one simulated trace, ordered by time. */
public final class Simulation {
  private final long[] times;
  private final long[] held;
  private final byte[] kinds;
  private final int iterations;

  Simulation(long[] times, long[] held, byte[] kinds, int iterations) {
    this.times = times;
    this.held = held;
    this.kinds = kinds;
    this.iterations = iterations;
  }

  public int size() {
    return times.length;
  }

  /** How many events were simulated, recorded or not. */
  public int iterations() {
    return iterations;
  }

  /** In nanoseconds of the trace's clock; negative before its start. */
  public long timeNanos(int event) {
    return times[event];
  }

  public TriggerEvent event(int event) {
    return SimulationEvent.trigger(rank(event));
  }

  /** Whether the event happened at the client, otherwise at the server. */
  public boolean client(int event) {
    return (kinds[event] & Recording.CLIENT) != 0;
  }

  /** Whether the event is about a padding packet. */
  public boolean padding(int event) {
    return (kinds[event] & Recording.PADDING) != 0;
  }

  /** How long blocking held a packet that was sent (TunnelSent), in nanoseconds; otherwise 0. */
  public long heldNanos(int event) {
    return rank(event) == SimulationEvent.TUNNEL_SENT ? held[event] : 0;
  }

  /** Whether the event is the writing of a packet to the network (TunnelSent). */
  public boolean tunnelSent(int event) {
    return rank(event) == SimulationEvent.TUNNEL_SENT;
  }

  /** How many events there are up to the last data packet on the network, itself included. */
  public int sizeToLastNormal() {
    for (int i = times.length - 1; i >= 0; i--) {
      boolean network = tunnelSent(i) || rank(i) == SimulationEvent.TUNNEL_RECV;
      if (network && !padding(i)) {
        return i + 1;
      }
    }
    return 0;
  }

  int rank(int event) {
    return kinds[event] & Recording.RANK;
  }
}
