package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.random.Xoshiro256StarStar;
import org.jspecify.annotations.Nullable;

/**
 * Replays traces between a client and a server that run machines, after the Maybenot simulator
 * 2.2.1. Its queues are reused from trace to trace: one simulator, one thread. The same trace,
 * parties and seed give the same result in any order.
 */
public final class Simulator {
  private static final long DELAY_SEED = 0x6a09e667f3bcc909L;

  private final Network network;
  private final Options options;
  private final EventPool pool = new EventPool();
  private final End client = new End(true, pool);
  private final End server = new End(false, pool);
  private final AggregateDelays aggregateDelays = new AggregateDelays();
  private final NextQueued nextQueued = new NextQueued(client, server);
  private final Recording recording = new Recording();
  private final NetworkStack stack;
  private long now;

  public Simulator(Network network, Options options) {
    this.network = network;
    this.options = options;
    this.stack =
        new NetworkStack(pool, aggregateDelays, network.delayNanos(), options.fidelity(), client);
  }

  /**
   * Replays one trace.
   *
   * @param seed of the frameworks, and of integration delays
   */
  public Simulation run(Trace trace, Party clientParty, Party serverParty, long seed) {
    reset(trace, clientParty, serverParty, seed);
    int iterations = 0;
    while (true) {
      @Nullable SimulationEvent event = pickNext();
      if (event == null) {
        break;
      }
      step(event);
      pool.giveBack(event);
      iterations++;
      if (reached(recording.size(), options.maxRecorded())
          || reached(iterations, options.maxIterations())
          || (!options.continueAfterTrace()
              && !client.queue.hasPackets()
              && !server.queue.hasPackets())) {
        break;
      }
    }
    return recording.finish(iterations);
  }

  private static boolean reached(int count, int limit) {
    return limit > 0 && count >= limit;
  }

  private void reset(Trace trace, Party clientParty, Party serverParty, long seed) {
    recording.clear();
    aggregateDelays.clear();
    stack.clear(
        network.packetsPerSecond() == Network.RATE_OF_TRACE
            ? trace.bottleneckRate()
            : network.packetsPerSecond());
    boolean stable = options.fidelity() == Fidelity.STABLE;
    client.reset(clientParty, stable, Xoshiro256StarStar.fromSeed(seed ^ DELAY_SEED));
    server.reset(serverParty, stable, Xoshiro256StarStar.fromSeed(~(seed ^ DELAY_SEED)));
    for (int i = 0; i < trace.size(); i++) {
      long time = trace.timeNanos(i);
      End sender = trace.sent(i) ? client : server;
      long delay = sender.reportingDelay();
      sender.queue.addBase((trace.sent(i) ? time : time - network.delayNanos()) + delay, delay);
    }
    now = start();
    client.start(clientParty, options.mode(), Xoshiro256StarStar.fromSeed(seed), now);
    server.start(serverParty, options.mode(), Xoshiro256StarStar.fromSeed(seed + 1), now);
  }

  private long start() {
    long first = client.queue.hasBase() ? client.queue.baseTime() : End.NEVER;
    long other = server.queue.hasBase() ? server.queue.baseTime() : End.NEVER;
    long start = Math.min(first, other);
    return start == End.NEVER ? 0 : start;
  }

  private void step(SimulationEvent event) {
    if (event.time < now) {
      throw new IllegalStateException("time went back from " + now + " to " + event.time);
    }
    now = event.time;
    End end = event.client ? client : server;
    boolean activity = stack.process(event, end, event.client ? server : client, now);
    end.report(event, now);
    if ((activity || !options.networkOnly()) && (event.client || !options.clientOnly())) {
      recording.add(event);
    }
  }

  /** Finds what happens next; null when nothing will. */
  private @Nullable SimulationEvent pickNext() {
    while (true) {
      long action = Math.min(client.nextAction(now), server.nextAction(now));
      long timer = Math.min(client.nextTimer(now), server.nextTimer(now));
      long block = Math.min(client.blockedUntil(), server.blockedUntil());
      long aggregate =
          aggregateDelays.isEmpty() ? End.NEVER : Math.max(aggregateDelays.nextTime(), now);
      long others = Math.min(Math.min(action, timer), Math.min(block, aggregate));
      long queued = nextQueued.find(now, others);
      if (Math.min(others, queued) == End.NEVER) {
        return null;
      }
      if (aggregate <= others && aggregate <= queued) {
        applyAggregateDelay();
      } else if (block <= action && block <= timer && block <= queued) {
        @Nullable SimulationEvent event = endBlock(block);
        if (event != null) {
          return event;
        }
      } else if (queued <= action && queued <= timer) {
        return nextQueued.take(queued);
      } else if (timer <= action) {
        (client.nextTimer(now) == timer ? client : server).expireTimer(timer);
      } else {
        (client.nextAction(now) == action ? client : server).performAction(action);
      }
    }
  }

  private void applyAggregateDelay() {
    (aggregateDelays.nextIsForClient() ? client : server)
        .addAggregateDelay(aggregateDelays.nextAmount());
    aggregateDelays.removeNext();
  }

  /** The event of a block's end; null when it is reported later. */
  private @Nullable SimulationEvent endBlock(long expiry) {
    End end = client.blockedUntil() < server.blockedUntil() ? client : server;
    end.endBlock();
    long shift = HeldPackets.atExpiry(end, expiry);
    if (shift != HeldPackets.NONE) {
      aggregateDelays.push(shift, expiry, end.client, network.delayNanos());
    }
    long delay = end.reportingDelay();
    SimulationEvent event =
        pool.take().set(SimulationEvent.BLOCKING_END, end.client, expiry + delay, 0);
    if (delay == 0) {
      return event;
    }
    now = Math.max(now, expiry);
    end.queue.push(event);
    return null;
  }
}
