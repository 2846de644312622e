package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Whether every state of a machine can be reached from every other one. */
final class Connectivity {
  private static final float LEAST = 0.05f;
  private static final List<Event> TRAFFIC =
      List.of(Event.NORMAL_RECV, Event.NORMAL_SENT, Event.TUNNEL_RECV, Event.TUNNEL_SENT);

  private Connectivity() {}

  /** By all events, and also by those of traffic alone: no state is one to starve in. */
  static boolean isWellConnected(Machine machine) {
    return isStronglyConnected(machine, Event.all()) && isStronglyConnected(machine, TRAFFIC);
  }

  private static boolean isStronglyConnected(Machine machine, List<Event> events) {
    int states = machine.states().size();
    boolean[][] forward = new boolean[states][states];
    boolean[][] backward = new boolean[states][states];
    for (int from = 0; from < states; from++) {
      for (Event event : events) {
        Optional<List<Transition>> branches = machine.states().get(from).on(event);
        for (Transition branch : branches.orElse(List.of())) {
          if (branch.probability() >= LEAST && branch.target() < states) {
            int to = (int) branch.target();
            forward[from][to] = true;
            backward[to][from] = true;
          }
        }
      }
    }
    return reachesAll(forward) && reachesAll(backward);
  }

  private static boolean reachesAll(boolean[][] edges) {
    boolean[] seen = new boolean[edges.length];
    boolean[] all = new boolean[edges.length];
    Arrays.fill(all, true);
    Deque<Integer> open = new ArrayDeque<>();
    seen[0] = true;
    open.add(0);
    while (!open.isEmpty()) {
      int from = open.remove();
      for (int to = 0; to < edges.length; to++) {
        if (edges[from][to] && !seen[to]) {
          seen[to] = true;
          open.add(to);
        }
      }
    }
    return Arrays.equals(seen, all);
  }
}
