package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.simulator.EventQueue.Part;

/** Finds the queued event that happens next, with regard to what blocks hold back. */
final class NextQueued {
  private final End client;
  private final End server;
  private End end;
  private Part part = Part.NONE;

  NextQueued(End client, End server) {
    this.client = client;
    this.server = server;
    this.end = client;
  }

  /**
   * When the next queued event happens, not before {@code now}; {@link End#NEVER} when none is
   * queued or the earliest comes after {@code latest}.
   */
  long find(long now, long latest) {
    Part ofClient = client.queue.peek(client.aggregateDelay());
    Part ofServer = server.queue.peek(server.aggregateDelay());
    long clientTime = time(client, ofClient, now);
    long serverTime = time(server, ofServer, now);
    if (Math.min(clientTime, serverTime) == End.NEVER) {
      return End.NEVER;
    }
    boolean fromClient =
        clientTime < serverTime
            || (clientTime == serverTime
                && client.queue.rank(ofClient) <= server.queue.rank(ofServer));
    end = fromClient ? client : server;
    part = fromClient ? ofClient : ofServer;
    long time = fromClient ? clientTime : serverTime;
    if (time > latest) {
      return End.NEVER;
    }
    if (end.queue.rank(part) != SimulationEvent.TUNNEL_SENT
        || !end.blocks()
        || (part == Part.BYPASSABLE && end.blockBypassable())) {
      return time;
    }
    return findBesideBlocks(now);
  }

  /** The earliest packet is held: the next event of either end that is not, or its release. */
  private long findBesideBlocks(long now) {
    Part ofClient = besideBlock(client, now);
    Part ofServer = besideBlock(server, now);
    long clientTime = releaseTime(client, ofClient, now);
    long serverTime = releaseTime(server, ofServer, now);
    boolean fromClient = clientTime <= serverTime;
    end = fromClient ? client : server;
    part = fromClient ? ofClient : ofServer;
    return fromClient ? clientTime : serverTime;
  }

  private static Part besideBlock(End end, long now) {
    Part held = end.queue.peekBlocking(end.blockBypassable());
    Part free = end.queue.peekNonBlocking(end.blockBypassable(), end.aggregateDelay());
    if (held == Part.NONE || free == Part.NONE) {
      return held == Part.NONE ? free : held;
    }
    long release = Math.max(end.queue.head(held).time, end.blocks() ? end.blockedUntil() : now);
    long time = end.queue.time(free, end.aggregateDelay());
    return release < time || (release == time && free != Part.BASE) ? held : free;
  }

  private static long releaseTime(End end, Part part, long now) {
    long time = time(end, part, now);
    boolean held = part == Part.BLOCKING || (part == Part.BYPASSABLE && !end.blockBypassable());
    return held && end.blocks() ? Math.max(time, end.blockedUntil()) : time;
  }

  private static long time(End end, Part part, long now) {
    return part == Part.NONE
        ? End.NEVER
        : Math.max(end.queue.time(part, end.aggregateDelay()), now);
  }

  /** Takes the event found; one that was held back moves to {@code time}. */
  SimulationEvent take(long time) {
    SimulationEvent event = end.queue.pop(part, end.aggregateDelay());
    event.time = Math.max(event.time, time);
    return event;
  }
}
