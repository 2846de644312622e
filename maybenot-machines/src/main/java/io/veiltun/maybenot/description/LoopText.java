package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sums up where a machine can go: what it never enters, where it turns, and how it ends. */
final class LoopText {
  private static final int STATES_NAMED = 12;

  private final Machine machine;
  private final StateGraph graph;
  private final BitSet reachable;

  LoopText(Machine machine) {
    this.machine = machine;
    graph = new StateGraph(machine, _ -> true);
    reachable = graph.reachable();
  }

  /** One sentence per line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    BitSet never = new BitSet();
    never.set(0, machine.states().size());
    never.andNot(reachable);
    if (!never.isEmpty()) {
      lines.add("Never entered: " + names(never) + ".");
    }
    repeats(lines);
    BitSet idle = idle();
    if (!idle.isEmpty()) {
      lines.add("Nothing leads out of " + names(idle) + ": there it acts once and then rests.");
    }
    BitSet ending = ending();
    lines.add(
        ending.isEmpty()
            ? "It is never over: no event stops it for good."
            : "It can stop for good from " + names(ending) + ".");
    return lines;
  }

  /** Loops of several states one by one, states that repeat by what they do meanwhile. */
  private void repeats(List<String> lines) {
    Map<String, BitSet> single = new LinkedHashMap<>();
    for (BitSet loop : graph.loops(reachable)) {
      String manner =
          ": "
              + acts(loop)
              + (runsAlone(loop) ? ", and can go on without traffic" : ", only while packets pass")
              + exit(loop)
              + ".";
      if (loop.cardinality() > 1) {
        lines.add("Loop of " + names(loop) + manner);
      } else {
        single.computeIfAbsent(manner, _ -> new BitSet()).or(loop);
      }
    }
    single.forEach((manner, states) ->
        lines.add(
            capital(names(states))
                + (states.cardinality() > 1 ? " can each repeat" : " can repeat")
                + manner));
  }

  private String exit(BitSet loop) {
    BitSet ends = ending();
    ends.and(loop);
    return graph.leaves(loop) || !ends.isEmpty() ? "" : "; nothing leads out of it";
  }

  private String acts(BitSet states) {
    List<String> verbs = new ArrayList<>();
    if (any(states, Action.SendPadding.class)) {
      verbs.add("sends decoys");
    }
    if (any(states, Action.BlockOutgoing.class)) {
      verbs.add("holds packets back");
    }
    return verbs.isEmpty() ? "sends and holds nothing" : String.join(" and ", verbs);
  }

  private boolean any(BitSet states, Class<? extends Action> kind) {
    return states.stream()
        .mapToObj(machine.states()::get)
        .anyMatch(state -> state.action().filter(kind::isInstance).isPresent());
  }

  /** Whether the events that the actions of a loop cause are enough to go round in it. */
  private boolean runsAlone(BitSet loop) {
    Set<Event> own = caused(loop);
    return graphOf(own).loops(loop).stream()
        .anyMatch(inner ->
            !own.isEmpty()
                && (caused(inner).equals(own) || inner.equals(loop) || runsAlone(inner)));
  }

  private StateGraph graphOf(Set<Event> events) {
    return new StateGraph(machine, events::contains);
  }

  private Set<Event> caused(BitSet states) {
    Set<Event> own = EnumSet.noneOf(Event.class);
    if (any(states, Action.SendPadding.class)) {
      own.addAll(EnumSet.of(Event.PADDING_SENT, Event.TUNNEL_SENT));
    }
    if (any(states, Action.BlockOutgoing.class)) {
      own.addAll(EnumSet.of(Event.BLOCKING_BEGIN, Event.BLOCKING_END));
    }
    if (any(states, Action.UpdateTimer.class)) {
      own.addAll(EnumSet.of(Event.TIMER_BEGIN, Event.TIMER_END));
    }
    if (!own.isEmpty()) {
      own.addAll(EnumSet.of(Event.LIMIT_REACHED, Event.COUNTER_ZERO));
    }
    return own;
  }

  private BitSet idle() {
    return reachable.stream()
        .filter(
            state -> machine.states().get(state).transitions().stream().allMatch(Optional::isEmpty))
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private BitSet ending() {
    return reachable.stream()
        .filter(state -> ends(machine.states().get(state)))
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private static boolean ends(State state) {
    return Event.all().stream()
        .flatMap(event -> state.on(event).stream())
        .flatMap(List::stream)
        .anyMatch(branch -> branch.target() == Transition.END);
  }

  private static String names(BitSet states) {
    String list =
        states.stream()
            .limit(STATES_NAMED)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    int more = states.cardinality() - STATES_NAMED;
    return (states.cardinality() == 1 ? "state " : "states ")
        + list
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
