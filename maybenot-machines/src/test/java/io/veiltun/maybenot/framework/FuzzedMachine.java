package io.veiltun.maybenot.framework;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns any bytes into a valid machine. */
final class FuzzedMachine {
  private static final int MOST_STATES = 6;

  /** Probabilities are multiples of 1/256, so that their sums are exact. */
  private static final int PARTS = 256;

  private final FuzzedDataProvider data;

  private FuzzedMachine(FuzzedDataProvider data) {
    this.data = data;
  }

  static CompiledMachine from(FuzzedDataProvider data) throws InvalidMachineException {
    return CompiledMachine.of(new FuzzedMachine(data).machine());
  }

  private Machine machine() {
    int count = data.consumeInt(1, MOST_STATES);
    long packets = budget();
    double paddingFrac = fraction();
    long micros = budget();
    double blockingFrac = fraction();
    List<State> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      states.add(state(count));
    }
    return new Machine(packets, paddingFrac, micros, blockingFrac, states);
  }

  private long budget() {
    return switch (data.consumeInt(0, 3)) {
      case 0 -> 0;
      case 1 -> data.consumeInt(0, 20);
      case 2 -> Machine.UNLIMITED;
      default -> data.consumeLong();
    };
  }

  private double fraction() {
    return data.consumeBoolean() ? data.consumeProbabilityDouble() : 0;
  }

  private State state(int count) {
    State.Builder state = State.builder();
    if (data.consumeBoolean()) {
      state.action(action());
    }
    if (data.consumeBoolean()) {
      state.counterA(counter());
    }
    if (data.consumeBoolean()) {
      state.counterB(counter());
    }
    int listens = data.consumeInt(0, (1 << Event.all().size()) - 1);
    for (Event event : Event.all()) {
      if ((listens >>> event.index() & 1) != 0) {
        branches(state, event, count);
      }
    }
    return state.build();
  }

  private void branches(State.Builder state, Event event, int count) {
    Set<Long> seen = new HashSet<>();
    int left = PARTS;
    do {
      int parts = data.consumeInt(1, left);
      long target = target(count);
      if (seen.add(target)) {
        state.on(event, target, parts / (float) PARTS);
        left -= parts;
      }
    } while (left > 0 && data.consumeBoolean());
  }

  private long target(int count) {
    int target = data.consumeInt(0, count + 1);
    if (target == count) {
      return Transition.END;
    }
    return target == count + 1 ? Transition.SIGNAL : target;
  }

  private Action action() {
    boolean bypass = data.consumeBoolean();
    boolean replace = data.consumeBoolean();
    return switch (data.consumeInt(0, 3)) {
      case 0 -> new Action.Cancel(Timer.all().get(data.consumeInt(0, 2)));
      case 1 -> new Action.BlockOutgoing(bypass, replace, dist(), dist(), limit());
      case 2 -> new Action.UpdateTimer(replace, dist(), limit());
      default -> new Action.SendPadding(bypass, replace, dist(), limit());
    };
  }

  private Optional<Dist> limit() {
    return data.consumeBoolean() ? Optional.of(dist()) : Optional.empty();
  }

  private Counter counter() {
    Counter.Operation operation = Counter.Operation.all().get(data.consumeInt(0, 2));
    return new Counter(operation, limit(), data.consumeBoolean());
  }

  private Dist dist() {
    int family = data.consumeInt(0, 12);
    if (family > 10) {
      return Dist.constant(data.consumeInt(0, 3));
    }
    boolean plain = data.consumeBoolean();
    return new Dist(
        type(family), plain ? 0 : data.consumeDouble(), plain ? 0 : data.consumeDouble());
  }

  private DistType type(int family) {
    return switch (family) {
      case 0 -> uniform();
      case 1 -> new DistType.Normal(data.consumeDouble(), finite());
      case 2 -> new DistType.SkewNormal(data.consumeDouble(), finitePositive(), finite());
      case 3 -> new DistType.LogNormal(data.consumeDouble(), finite());
      case 4 -> new DistType.Binomial(data.consumeInt(0, 1_000_000_000), probability());
      case 5 -> new DistType.Geometric(probability());
      case 6 -> new DistType.Pareto(positive(), positive());
      case 7 -> new DistType.Poisson(Math.min(finitePositive(), 1.8e19));
      case 8 -> new DistType.Weibull(positive(), positive());
      case 9 -> new DistType.Gamma(positive(), positive());
      default -> new DistType.Beta(positive(), positive());
    };
  }

  private DistType uniform() {
    double low = data.consumeRegularDouble(0, 1e300);
    return new DistType.Uniform(low, data.consumeRegularDouble(low, 1e300));
  }

  private double probability() {
    double p = data.consumeProbabilityDouble();
    return p < 1e-9 ? 0 : p;
  }

  private double finite() {
    return data.consumeRegularDouble();
  }

  private double finitePositive() {
    double value = Math.abs(data.consumeRegularDouble());
    return value > 0 ? value : Double.MIN_VALUE;
  }

  /** Small values are the interesting ones; the rest is any, infinity included. */
  private double positive() {
    if (data.consumeBoolean()) {
      return data.consumeRegularDouble(Double.MIN_VALUE, 20);
    }
    double value = Math.abs(data.consumeDouble());
    return value > 0 ? value : Double.MIN_VALUE;
  }
}
