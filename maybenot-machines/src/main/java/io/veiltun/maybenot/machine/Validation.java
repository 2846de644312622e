package io.veiltun.maybenot.machine;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that make a machine valid: those of Maybenot 2.2.2, and not-a-number is refused as a
 * fraction and as a probability, where 2.2.2 lets it through its comparisons.
 */
public final class Validation {
  private Validation() {}

  /**
   * Checks everything but what a distribution's {@code start} and {@code max} may be. Takes time
   * and memory linear in the size of the machine.
   *
   * @throws InvalidMachineException naming the first rule that is broken and where, for example
   *     {@code states[3].transitions.NormalSent[1]: target 9 does not exist (5 states)}
   */
  public static void check(Machine machine) throws InvalidMachineException {
    fraction("maxPaddingFrac", machine.maxPaddingFrac());
    fraction("maxBlockingFrac", machine.maxBlockingFrac());
    int states = machine.states().size();
    if (states == 0) {
      throw new InvalidMachineException("states: a machine needs at least one state");
    }
    if (states > Machine.MAX_STATES) {
      throw new InvalidMachineException(
          "states: %d states, at most %d are allowed".formatted(states, Machine.MAX_STATES));
    }
    for (int i = 0; i < states; i++) {
      state("states[" + i + "].", machine.states().get(i), states);
    }
  }

  private static void fraction(String place, double value) throws InvalidMachineException {
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidMachineException(place + ": " + value + " is not between 0 and 1");
    }
  }

  private static void state(String place, State state, int states) throws InvalidMachineException {
    for (Event event : Event.all()) {
      Optional<List<Transition>> branches = state.on(event);
      if (branches.isPresent()) {
        transitions(place + "transitions." + event.displayName(), branches.get(), states);
      }
    }
    if (state.action().isPresent()) {
      action(place + "action.", state.action().get());
    }
    counter(place + "counterA.", state.counterA());
    counter(place + "counterB.", state.counterB());
  }

  private static void transitions(String place, List<Transition> branches, int states)
      throws InvalidMachineException {
    Set<Long> seen = new HashSet<>();
    // Single precision in list order, as in 2.2.2: the rounding decides at the edge of 1.
    float sum = 0;
    for (int i = 0; i < branches.size(); i++) {
      Transition branch = branches.get(i);
      target(place, i, branch.target(), states);
      if (!seen.add(branch.target())) {
        throw new InvalidMachineException(
            "%s[%d]: target %s occurs twice".formatted(place, i, name(branch.target())));
      }
      if (!(branch.probability() > 0 && branch.probability() <= 1)) {
        throw new InvalidMachineException(
            "%s[%d]: probability %s is not above 0 and at most 1"
                .formatted(place, i, branch.probability()));
      }
      sum += branch.probability();
    }
    if (branches.isEmpty()) {
      throw new InvalidMachineException(place + ": an empty list of transitions");
    }
    if (sum > 1) {
      throw new InvalidMachineException(
          place + ": the probabilities add up to " + sum + ", more than 1");
    }
  }

  private static void target(String place, int index, long target, int states)
      throws InvalidMachineException {
    boolean pseudo = target == Transition.END || target == Transition.SIGNAL;
    if (!pseudo && Long.compareUnsigned(target, states) >= 0) {
      throw new InvalidMachineException(
          "%s[%d]: target %s does not exist (%d states)"
              .formatted(place, index, Long.toUnsignedString(target), states));
    }
  }

  private static String name(long target) {
    if (target == Transition.END) {
      return "END";
    }
    return target == Transition.SIGNAL ? "SIGNAL" : Long.toUnsignedString(target);
  }

  private static void action(String place, Action action) throws InvalidMachineException {
    switch (action) {
      case Action.Cancel cancel -> {}
      case Action.SendPadding padding -> {
        DistRules.check(place + "timeout", padding.timeout());
        limit(place, padding.limit());
      }
      case Action.BlockOutgoing block -> {
        DistRules.check(place + "timeout", block.timeout());
        DistRules.check(place + "duration", block.duration());
        limit(place, block.limit());
      }
      case Action.UpdateTimer timer -> {
        DistRules.check(place + "duration", timer.duration());
        limit(place, timer.limit());
      }
    }
  }

  private static void limit(String place, Optional<Dist> limit) throws InvalidMachineException {
    if (limit.isPresent()) {
      DistRules.check(place + "limit", limit.get());
    }
  }

  private static void counter(String place, Optional<Counter> counter)
      throws InvalidMachineException {
    if (counter.isPresent() && counter.get().dist().isPresent()) {
      DistRules.check(place + "dist", counter.get().dist().get());
    }
  }
}
