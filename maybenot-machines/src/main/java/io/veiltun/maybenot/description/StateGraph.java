package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Which states lead to which, on the events that a predicate selects. */
final class StateGraph {
  private final int[][] next;

  StateGraph(Machine machine, Predicate<Event> events) {
    int size = machine.states().size();
    next =
        machine.states().stream().map(state -> targets(state, events, size)).toArray(int[][]::new);
  }

  private static int[] targets(State state, Predicate<Event> events, int size) {
    return Event.all().stream()
        .filter(events)
        .flatMap(event -> state.on(event).stream())
        .flatMap(List::stream)
        .mapToLong(Transition::target)
        .filter(target -> target >= 0 && target < size)
        .mapToInt(Math::toIntExact)
        .distinct()
        .toArray();
  }

  /** The start and all states that can be entered from it. */
  BitSet reachable() {
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    if (next.length > 0) {
      seen.set(0);
      open.push(0);
    }
    while (!open.isEmpty()) {
      for (int target : next[open.pop()]) {
        if (!seen.get(target)) {
          seen.set(target);
          open.push(target);
        }
      }
    }
    return seen;
  }

  /** The loops among {@code states}: largest sets in which every state leads to every other. */
  List<BitSet> loops(BitSet states) {
    return new Components(next, states).loops();
  }

  /** Whether some state of {@code loop} leads to a state outside of it. */
  boolean leaves(BitSet loop) {
    return loop.stream()
        .flatMap(state -> Arrays.stream(next[state]))
        .anyMatch(target -> !loop.get(target));
  }

  /** Tarjan's strongly connected components, without recursion: machines can be deep. */
  private static final class Components {
    private final int[][] next;
    private final BitSet states;
    private final int[] order;
    private final int[] lowest;
    private final int[] branch;
    private final BitSet open = new BitSet();
    private final Deque<Integer> path = new ArrayDeque<>();
    private final Deque<Integer> pending = new ArrayDeque<>();
    private final List<BitSet> loops = new ArrayList<>();
    private int visited;

    Components(int[][] next, BitSet states) {
      this.next = next;
      this.states = states;
      order = new int[next.length];
      lowest = new int[next.length];
      branch = new int[next.length];
    }

    List<BitSet> loops() {
      states.stream().filter(state -> order[state] == 0).forEach(this::visit);
      loops.sort(Comparator.comparingInt(loop -> loop.nextSetBit(0)));
      return loops;
    }

    private void visit(int root) {
      enter(root);
      while (!path.isEmpty()) {
        int state = path.element();
        if (branch[state] < next[state].length) {
          follow(state, next[state][branch[state]++]);
        } else {
          path.pop();
          if (!path.isEmpty()) {
            lowest[path.element()] = Math.min(lowest[path.element()], lowest[state]);
          }
          if (lowest[state] == order[state]) {
            close(state);
          }
        }
      }
    }

    private void enter(int state) {
      order[state] = lowest[state] = ++visited;
      open.set(state);
      path.push(state);
      pending.push(state);
    }

    private void follow(int state, int target) {
      if (!states.get(target)) {
        return;
      }
      if (order[target] == 0) {
        enter(target);
      } else if (open.get(target)) {
        lowest[state] = Math.min(lowest[state], order[target]);
      }
    }

    private void close(int state) {
      BitSet component = new BitSet();
      int member;
      do {
        member = pending.pop();
        open.clear(member);
        component.set(member);
      } while (member != state);
      if (component.cardinality() > 1
          || Arrays.stream(next[state]).anyMatch(target -> target == state)) {
        loops.add(component);
      }
    }
  }
}
