package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.Optional;

/** Random states of one machine. */
final class StateGenerator {
  private static final double COUNTER_SIZE = 100;

  private final RandomSource random;
  private final MachineRecipe recipe;
  private final boolean blocking;
  private final boolean expressive;
  private final DistGenerator dists;
  private final TransitionGenerator transitions;

  StateGenerator(
      RandomSource random, MachineRecipe recipe, int states, boolean blocking, boolean expressive) {
    this.random = random;
    this.recipe = recipe;
    this.blocking = blocking;
    this.expressive = expressive;
    this.dists = new DistGenerator(random, recipe.circpad());
    this.transitions =
        new TransitionGenerator(random, states, blocking, expressive, recipe.circpad());
  }

  State state() {
    long count = Draws.betweenLong(random, recipe.countPoint().low(), recipe.countPoint().high());
    double counts = Math.max(count, 1);
    double times =
        Math.max(
            Draws.range(random, recipe.durationPoint().low(), recipe.durationPoint().high()), 1);
    State.Builder state = State.builder();
    Optional<Action> action =
        !expressive || Draws.chance(random, 0.75)
            ? Optional.of(delayed(action(counts, times)))
            : Optional.empty();
    action.ifPresent(state::action);
    if (expressive) {
      counters(state);
    }
    transitions.addTo(state, action.flatMap(StateGenerator::limitOf).isPresent());
    return state.build();
  }

  private Action action(double counts, double times) {
    if (expressive && blocking) {
      return switch (Draws.between(random, 0, 3)) {
        case 0 -> cancel();
        case 1 -> pad(counts, times);
        case 2 -> block(counts, times);
        default -> timer(counts, times);
      };
    }
    if (expressive) {
      return switch (Draws.between(random, 0, 2)) {
        case 0 -> cancel();
        case 1 -> pad(counts, times);
        default -> timer(counts, times);
      };
    }
    return blocking && Draws.between(random, 0, 1) == 1 ? block(counts, times) : pad(counts, times);
  }

  private Action cancel() {
    return new Action.Cancel(Timer.all().get(Draws.between(random, 0, 2)));
  }

  private Action pad(double counts, double times) {
    boolean bypass = !recipe.circpad() && Draws.chance(random, 0.5);
    boolean replace = !recipe.circpad() && Draws.chance(random, 0.5);
    Dist timeout = dists.time(times);
    return new Action.SendPadding(bypass, replace, timeout, limit(counts));
  }

  private Action block(double counts, double times) {
    boolean bypass = Draws.chance(random, 0.5);
    boolean replace = expressive && Draws.chance(random, 0.5);
    Dist timeout = dists.time(times);
    Dist duration = dists.time(times);
    return new Action.BlockOutgoing(bypass, replace, timeout, duration, limit(counts));
  }

  private Action timer(double counts, double times) {
    boolean replace = Draws.chance(random, 0.5);
    Dist duration = dists.time(times);
    return new Action.UpdateTimer(replace, duration, limit(counts));
  }

  private Optional<Dist> limit(double counts) {
    return Draws.chance(random, 0.5) ? Optional.of(dists.count(counts)) : Optional.empty();
  }

  private Action delayed(Action action) {
    return switch (action) {
      case Action.SendPadding pad ->
          new Action.SendPadding(pad.bypass(), pad.replace(), later(pad.timeout()), pad.limit());
      case Action.BlockOutgoing block ->
          new Action.BlockOutgoing(
              block.bypass(),
              block.replace(),
              later(block.timeout()),
              block.duration(),
              block.limit());
      default -> action;
    };
  }

  private Dist later(Dist timeout) {
    double least =
        Draws.range(random, recipe.minActionTimeout().low(), recipe.minActionTimeout().high());
    return new Dist(timeout.type(), Math.max(timeout.start(), least), timeout.max());
  }

  private void counters(State.Builder state) {
    int which = Draws.between(random, 0, 5);
    if (which == 3 || which == 5) {
      state.counterA(counter());
    }
    if (which == 4 || which == 5) {
      state.counterB(counter());
    }
  }

  private Counter counter() {
    Counter.Operation operation = Counter.Operation.all().get(Draws.between(random, 0, 2));
    return switch (Draws.between(random, 0, 2)) {
      case 0 -> new Counter(operation, Optional.empty(), false);
      case 1 -> new Counter(operation, Optional.of(dists.count(COUNTER_SIZE)), false);
      default -> new Counter(operation, Optional.empty(), true);
    };
  }

  private static Optional<Dist> limitOf(Action action) {
    return switch (action) {
      case Action.Cancel cancel -> Optional.empty();
      case Action.SendPadding pad -> pad.limit();
      case Action.BlockOutgoing block -> block.limit();
      case Action.UpdateTimer timer -> timer.limit();
    };
  }
}
