package io.veiltun.maybenot.description;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Vertical lines beside the states, one for each state that others lead to. */
final class Lanes {
  /**
   * A line.
   *
   * @param column 0 is next to the states; lines of one column do not touch
   */
  record Lane(int target, double top, double bottom, int column) {}

  private static final double GAP = 6;

  private final List<Lane> lanes = new ArrayList<>();
  private int columns;

  Lanes(List<StateCard> cards) {
    double[] top = new double[cards.size()];
    double[] bottom = new double[cards.size()];
    for (int i = 0; i < top.length; i++) {
      top[i] = cards.get(i).entry();
      bottom[i] = top[i];
    }
    for (StateCard card : cards) {
      for (StateCard.Row row : card.rows()) {
        row.target()
            .ifPresent(target -> {
              top[target] = Math.min(top[target], row.y());
              bottom[target] = Math.max(bottom[target], row.y());
            });
      }
    }
    List<List<Lane>> taken = new ArrayList<>();
    Integer[] shortestFirst = new Integer[top.length];
    Arrays.setAll(shortestFirst, i -> i);
    Arrays.sort(shortestFirst, Comparator.comparingDouble(i -> bottom[i] - top[i]));
    for (int target : shortestFirst) {
      if (bottom[target] > top[target]) {
        lanes.add(place(taken, target, top[target], bottom[target]));
      }
    }
    columns = taken.size();
  }

  private static Lane place(List<List<Lane>> taken, int target, double top, double bottom) {
    int column = 0;
    while (column < taken.size()
        && taken.get(column).stream()
            .anyMatch(other -> other.top() < bottom + GAP && top < other.bottom() + GAP)) {
      column++;
    }
    if (column == taken.size()) {
      taken.add(new ArrayList<>());
    }
    Lane lane = new Lane(target, top, bottom, column);
    taken.get(column).add(lane);
    return lane;
  }

  List<Lane> all() {
    return List.copyOf(lanes);
  }

  int columns() {
    return columns;
  }
}
