package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import io.veiltun.maybenot.machine.Validation;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid machine as flat tables: made once, shared by any number of frameworks and threads.
 * Immutable.
 */
public final class CompiledMachine {
  /** What {@link #choose} gives when no branch was drawn. */
  static final int NOWHERE = -1;

  /** The target that ends the machine. */
  static final int END = -2;

  /** The target that signals. */
  static final int SIGNAL = -3;

  /** The bit after those of the events: entering the state changes a counter. */
  static final int COUNTS = 1 << Event.all().size();

  private static final int EVENTS = Event.all().size();

  private final Machine source;
  private final int[] masks;
  private final int[] offsets;
  private final int[] targets;
  private final float[] cumulative;
  private final @Nullable CompiledAction[] actions;
  private final @Nullable CompiledCounter[] countersA;
  private final @Nullable CompiledCounter[] countersB;

  private CompiledMachine(Machine machine) {
    source = machine;
    List<State> states = machine.states();
    int count = states.size();
    int branches = branches(states);
    masks = new int[count];
    offsets = new int[count * EVENTS + 1];
    targets = new int[branches];
    cumulative = new float[branches];
    actions = new CompiledAction[count];
    countersA = new CompiledCounter[count];
    countersB = new CompiledCounter[count];
    int next = 0;
    for (int i = 0; i < count; i++) {
      State state = states.get(i);
      next = compileTransitions(i, state, next);
      actions[i] = state.action().isPresent() ? CompiledAction.of(state.action().get()) : null;
      countersA[i] =
          state.counterA().isPresent() ? CompiledCounter.of(state.counterA().get()) : null;
      countersB[i] =
          state.counterB().isPresent() ? CompiledCounter.of(state.counterB().get()) : null;
      if (countersA[i] != null || countersB[i] != null) {
        masks[i] |= COUNTS;
      }
    }
  }

  /**
   * Checks a machine and prepares it.
   *
   * @throws InvalidMachineException as {@link Validation#check} throws it
   */
  public static CompiledMachine of(Machine machine) throws InvalidMachineException {
    Validation.check(machine);
    return new CompiledMachine(machine);
  }

  private static int branches(List<State> states) {
    int branches = 0;
    for (State state : states) {
      for (Event event : Event.all()) {
        branches += state.on(event).map(List::size).orElse(0);
      }
    }
    return branches;
  }

  private int compileTransitions(int index, State state, int first) {
    int next = first;
    for (Event event : Event.all()) {
      List<Transition> list = state.on(event).orElse(List.of());
      if (!list.isEmpty()) {
        masks[index] |= 1 << event.index();
      }
      // Rounded to 32 bits after each addition, as in Maybenot: branches depend on the last bit.
      float sum = 0;
      for (Transition branch : list) {
        sum += branch.probability();
        targets[next] = target(branch.target());
        cumulative[next] = sum;
        next++;
      }
      offsets[index * EVENTS + event.index() + 1] = next;
    }
    return next;
  }

  private static int target(long target) {
    if (target == Transition.END) {
      return END;
    }
    return target == Transition.SIGNAL ? SIGNAL : (int) target;
  }

  /** The machine this was made from. */
  public Machine machine() {
    return source;
  }

  /** Bit i: the state has transitions for the event of index i. {@link #COUNTS}: counters. */
  int mask(int state) {
    return masks[state];
  }

  @Nullable CompiledAction action(int state) {
    return actions[state];
  }

  @Nullable CompiledCounter counterA(int state) {
    return countersA[state];
  }

  @Nullable CompiledCounter counterB(int state) {
    return countersB[state];
  }

  /**
   * Draws a branch: one 32-bit word, also if there is only one branch.
   *
   * @return a state, {@link #END}, {@link #SIGNAL} or {@link #NOWHERE}
   */
  int choose(int state, int event, RandomSource random) {
    float point = Draws.transition(random);
    int list = state * EVENTS + event;
    int end = offsets[list + 1];
    for (int i = offsets[list]; i < end; i++) {
      if (point < cumulative[i]) {
        return targets[i];
      }
    }
    return NOWHERE;
  }
}
