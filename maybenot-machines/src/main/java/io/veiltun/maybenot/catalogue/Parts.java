package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;
import java.util.Optional;

/** The pieces most machines are made of. */
final class Parts {
  /** The longest time a machine can ask for: a block that ends only when another replaces it. */
  static final Dist DAY = Dist.constant(86_400_000_000.0);

  static final Dist NOW = Dist.constant(0);

  static final Counter DECREMENT =
      new Counter(Counter.Operation.DECREMENT, Optional.empty(), false);
  static final Counter INCREMENT =
      new Counter(Counter.Operation.INCREMENT, Optional.empty(), false);

  private Parts() {}

  /** No budget, no fraction: as much padding and blocking as the machine likes. */
  static Machine unlimited(List<State> states) {
    return new Machine(Machine.UNLIMITED, 0, Machine.UNLIMITED, 0, states);
  }

  /** Padding that stands on its own. */
  static Action pad(Dist timeout) {
    return new Action.SendPadding(false, false, timeout, Optional.empty());
  }

  static Action pad(Dist timeout, Dist limit) {
    return new Action.SendPadding(false, false, timeout, Optional.of(limit));
  }

  /** Padding that passes a block, and that a waiting packet may replace: a slot for sending. */
  static Action slot(Dist timeout) {
    return new Action.SendPadding(true, true, timeout, Optional.empty());
  }

  static Action slot(Dist timeout, Dist limit) {
    return new Action.SendPadding(true, true, timeout, Optional.of(limit));
  }

  /** Holds what is sent except in slots; replaces a block that is active. */
  static Action block(Dist timeout, Dist duration) {
    return new Action.BlockOutgoing(true, true, timeout, duration, Optional.empty());
  }

  static Action block(Dist timeout, Dist duration, Dist limit) {
    return new Action.BlockOutgoing(true, true, timeout, duration, Optional.of(limit));
  }

  static Action timer(Dist duration) {
    return new Action.UpdateTimer(true, duration, Optional.empty());
  }

  static Counter set(Dist value) {
    return new Counter(Counter.Operation.SET, Optional.of(value), false);
  }

  static Dist uniform(double low, double high) {
    return new Dist(new DistType.Uniform(low, high), 0, 0);
  }
}
