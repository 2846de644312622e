package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Events that have the same branches in a state. */
record Reaction(List<Event> events, List<Transition> branches) {
  /** What f32 rounding leaves of a sum that is meant to be 1. */
  private static final double ROUNDING = 5e-5;

  Reaction {
    events = List.copyOf(events);
    branches = List.copyOf(branches);
  }

  /** The reactions of a state, by their first event. */
  static List<Reaction> of(State state) {
    Map<List<Transition>, List<Event>> groups = new LinkedHashMap<>();
    for (Event event : Event.all()) {
      state
          .on(event)
          .ifPresent(list -> groups.computeIfAbsent(list, _ -> new ArrayList<>()).add(event));
    }
    return groups.entrySet().stream()
        .map(group -> new Reaction(group.getValue(), group.getKey()))
        .toList();
  }

  /** The probability that nothing happens; 0 if that is rounding. */
  double rest() {
    double rest = 1 - branches.stream().mapToDouble(Transition::probability).sum();
    return rest > ROUNDING ? rest : 0;
  }

  /** The branches of the state number {@code self} in words. */
  String text(int self) {
    String text =
        branches.stream()
            .map(branch -> target(branch, self) + share(branch))
            .collect(Collectors.joining(", "));
    return rest() > 0 ? text + ", else nothing" : text;
  }

  static String share(Transition branch) {
    return branch.probability() < 1 ? " (" + Units.percent(branch.probability()) + ")" : "";
  }

  static String target(Transition branch, int self) {
    if (branch.target() == Transition.END) {
      return "stop for good";
    }
    if (branch.target() == Transition.SIGNAL) {
      return "signal to the other machines";
    }
    if (branch.target() == self) {
      return "this state again";
    }
    return "state " + Long.toUnsignedString(branch.target());
  }
}
