package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.framework.TriggerEvent;
import java.util.List;

/** An event on its way through a simulation. Mutable and pooled: see {@link EventPool}. */
final class SimulationEvent {
  /** Ranks order events of the same time. */
  static final int TUNNEL_SENT = 0;

  static final int NORMAL_SENT = 1;
  static final int PADDING_SENT = 2;
  static final int TUNNEL_RECV = 3;
  static final int NORMAL_RECV = 4;
  static final int PADDING_RECV = 5;
  static final int BLOCKING_BEGIN = 6;
  static final int BLOCKING_END = 7;
  static final int TIMER_BEGIN = 8;
  static final int TIMER_END = 9;

  private static final List<TriggerEvent> TRIGGERS =
      List.of(
          TriggerEvent.TUNNEL_SENT,
          TriggerEvent.NORMAL_SENT,
          TriggerEvent.PADDING_SENT,
          TriggerEvent.TUNNEL_RECV,
          TriggerEvent.NORMAL_RECV,
          TriggerEvent.PADDING_RECV,
          TriggerEvent.BLOCKING_BEGIN,
          TriggerEvent.BLOCKING_END,
          TriggerEvent.TIMER_BEGIN,
          TriggerEvent.TIMER_END);

  long time;
  long queued;
  long integrationDelay;
  long sequence;
  int rank;
  int machine;
  boolean client;
  boolean padding;
  boolean bypass;
  boolean replace;

  static TriggerEvent trigger(int rank) {
    return TRIGGERS.get(rank);
  }

  /** Sets everything but the order of insertion; flags are cleared. */
  SimulationEvent set(int rank, boolean client, long time, long integrationDelay) {
    this.rank = rank;
    this.client = client;
    this.time = time;
    this.queued = time;
    this.integrationDelay = integrationDelay;
    this.machine = 0;
    this.padding = false;
    this.bypass = false;
    this.replace = false;
    return this;
  }

  /** The time an observer sees: reporting delays taken away, action delays added. */
  long recordedTime() {
    return switch (rank) {
      case NORMAL_SENT, TUNNEL_RECV, NORMAL_RECV, PADDING_RECV -> time - integrationDelay;
      case TUNNEL_SENT -> padding ? time + integrationDelay : time - integrationDelay;
      case PADDING_SENT -> time + integrationDelay;
      default -> time;
    };
  }

  boolean earlierThan(SimulationEvent other) {
    return earlier(time, rank, other.time, other.rank);
  }

  static boolean earlier(long time, int rank, long otherTime, int otherRank) {
    return time < otherTime || (time == otherTime && rank < otherRank);
  }
}
