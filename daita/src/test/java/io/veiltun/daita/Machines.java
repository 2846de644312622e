package io.veiltun.daita;

import static io.veiltun.maybenot.machine.Machine.UNLIMITED;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;
import java.util.Optional;

/** Scripted machines: each acts once, at a fixed time after the event that starts it. */
final class Machines {
  private static final double MILLI = 1000;

  private Machines() {}

  static Machine of(State... states) {
    return new Machine(UNLIMITED, 0, UNLIMITED, 0, List.of(states));
  }

  /** Acts each time {@code event} comes, also while an action is pending. */
  static Machine on(Event event, Action action) {
    return of(
        State.builder().on(event, 1).build(), State.builder().action(action).on(event, 1).build());
  }

  /** Acts the first time {@code event} comes and then never again. */
  static Machine once(Event event, Action action) {
    return of(State.builder().on(event, 1).build(), State.builder().action(action).build());
  }

  static Action padding(double afterMillis, boolean bypass, boolean replace) {
    return new Action.SendPadding(
        bypass, replace, Dist.constant(afterMillis * MILLI), Optional.empty());
  }

  static Action blocking(double afterMillis, double forMillis, boolean bypass, boolean replace) {
    return new Action.BlockOutgoing(
        bypass,
        replace,
        Dist.constant(afterMillis * MILLI),
        Dist.constant(forMillis * MILLI),
        Optional.empty());
  }

  static Action timer(double millis, boolean replace) {
    return new Action.UpdateTimer(replace, Dist.constant(millis * MILLI), Optional.empty());
  }

  /** Sends a decoy every {@code millis}, once {@code start} has come. */
  static Machine ticking(Event start, double millis) {
    return of(
        State.builder().on(start, 1).build(),
        State.builder().action(padding(millis, false, false)).on(Event.PADDING_SENT, 1).build());
  }
}
