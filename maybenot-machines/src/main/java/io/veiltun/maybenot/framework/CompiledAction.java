package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.framework.ScheduledAction.Kind;
import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.sampling.PreparedDist;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The action of a state with its distributions prepared. Immutable. */
record CompiledAction(
    Kind kind,
    Timer timer,
    boolean bypass,
    boolean replace,
    @Nullable PreparedDist timeout,
    @Nullable PreparedDist duration,
    @Nullable PreparedDist limit) {
  /** What a slot holds before anything was scheduled. */
  static final CompiledAction NONE = of(new Action.Cancel(Timer.ALL));

  static CompiledAction of(Action action) {
    return switch (action) {
      case Action.Cancel(Timer timer) ->
          new CompiledAction(Kind.CANCEL, timer, false, false, null, null, null);
      case Action.SendPadding(
              boolean bypass,
              boolean replace,
              Dist timeout,
              Optional<Dist> limit) ->
          new CompiledAction(
              Kind.SEND_PADDING,
              Timer.ACTION,
              bypass,
              replace,
              PreparedDist.of(timeout),
              null,
              prepare(limit));
      case Action.BlockOutgoing(
              boolean bypass,
              boolean replace,
              Dist timeout,
              Dist duration,
              Optional<Dist> limit) ->
          new CompiledAction(
              Kind.BLOCK_OUTGOING,
              Timer.ACTION,
              bypass,
              replace,
              PreparedDist.of(timeout),
              PreparedDist.of(duration),
              prepare(limit));
      case Action.UpdateTimer(boolean replace, Dist duration, Optional<Dist> limit) ->
          new CompiledAction(
              Kind.UPDATE_TIMER,
              Timer.INTERNAL,
              false,
              replace,
              null,
              PreparedDist.of(duration),
              prepare(limit));
    };
  }

  private static @Nullable PreparedDist prepare(Optional<Dist> dist) {
    return dist.isPresent() ? PreparedDist.of(dist.get()) : null;
  }

  /** How often the state may act from now on; draws nothing without a limit. */
  long sampleLimit(RandomSource random) {
    return limit == null ? Machine.UNLIMITED : limit.limit(random);
  }

  /** Samples the times, the timeout first, into {@code slot}. */
  void schedule(ScheduledAction slot, RandomSource random) {
    long timeoutMicros = timeout == null ? 0 : timeout.micros(random);
    long durationMicros = duration == null ? 0 : duration.micros(random);
    slot.fill(this, timeoutMicros, durationMicros);
  }
}
