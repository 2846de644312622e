package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.simulator.EventQueue.Part;

/** Carries packets from being queued at one end to being received at the other. */
final class NetworkStack {
  private static final long SECOND = 1_000_000_000;

  private final EventPool pool;
  private final AggregateDelays aggregateDelays;
  private final long delay;
  private final Fidelity fidelity;
  private final End client;
  private final SlidingWindow clientSent = new SlidingWindow(SECOND);
  private final SlidingWindow serverSent = new SlidingWindow(SECOND);
  private long rate;

  NetworkStack(
      EventPool pool, AggregateDelays aggregateDelays, long delay, Fidelity fidelity, End client) {
    this.pool = pool;
    this.aggregateDelays = aggregateDelays;
    this.delay = delay;
    this.fidelity = fidelity;
    this.client = client;
  }

  /** Starts anew with a bottleneck of {@code rate} packets per second. */
  void clear(long rate) {
    this.rate = rate;
    clientSent.clear();
    serverSent.clear();
  }

  /** Queues what follows from an event; true if the event is seen on the network. */
  boolean process(SimulationEvent event, End end, End other, long now) {
    switch (event.rank) {
      case SimulationEvent.NORMAL_SENT ->
          end.queue.push(following(event, SimulationEvent.TUNNEL_SENT));
      case SimulationEvent.PADDING_SENT -> sendPadding(event, end, now);
      case SimulationEvent.TUNNEL_SENT -> {
        transmit(event, end, other, now);
        return true;
      }
      case SimulationEvent.TUNNEL_RECV -> {
        end.queue.push(
            following(
                event, event.padding ? SimulationEvent.PADDING_RECV : SimulationEvent.NORMAL_RECV));
        return true;
      }
      default -> {}
    }
    return false;
  }

  private SimulationEvent following(SimulationEvent event, int rank) {
    SimulationEvent next = pool.take().set(rank, event.client, event.time, event.integrationDelay);
    next.padding = event.padding;
    return next;
  }

  private void sendPadding(SimulationEvent padding, End end, long now) {
    if (padding.replace) {
      Part part = end.queue.peekBlocking(end.blockBypassable());
      if (part != Part.NONE && !end.queue.head(part).padding) {
        if (padding.bypass) {
          letPass(end, part, now);
        }
        return;
      }
    }
    SimulationEvent sent = following(padding, SimulationEvent.TUNNEL_SENT);
    sent.bypass = padding.bypass;
    sent.replace = padding.replace;
    end.queue.push(sent);
  }

  /** A held packet stands in for padding that may pass the block. */
  private void letPass(End end, Part part, long now) {
    SimulationEvent packet = end.queue.pop(part, 0);
    packet.bypass = true;
    packet.replace = false;
    long shift = HeldPackets.atReplacement(end, packet, now);
    if (shift != HeldPackets.NONE) {
      aggregateDelays.push(shift, now, end.client, delay);
    }
    end.queue.push(packet);
  }

  private void transmit(SimulationEvent packet, End end, End other, long now) {
    long extra = bottleneck(packet, end, now);
    long reporting = other.reportingDelay();
    long arrival =
        packet.padding
            ? packet.time + packet.integrationDelay + delay + extra + reporting
            : Math.max(packet.time - packet.integrationDelay + delay + extra + reporting, now);
    SimulationEvent received =
        pool.take().set(SimulationEvent.TUNNEL_RECV, other.client, arrival, reporting);
    received.padding = packet.padding;
    other.queue.push(received);
  }

  private long bottleneck(SimulationEvent packet, End end, long now) {
    if (rate == Network.UNLIMITED) {
      return 0;
    }
    long excess = (end.client ? clientSent : serverSent).add(now) - rate;
    if (excess <= 0) {
      return 0;
    }
    long extra = SECOND / rate * excess;
    End looked = fidelity == Fidelity.COMPAT ? client : end;
    if (HeldPackets.shiftsAtBottleneck(end, packet.time, looked.aggregateDelay())) {
      aggregateDelays.push(extra, now, end.client, delay);
    }
    return extra;
  }
}
