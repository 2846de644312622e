package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A state as a box: its name, what entering it does, and a row for each branch. */
final class StateCard {
  static final double WIDTH = 520;
  static final double LINE = 17;
  static final double HEADING = 24;
  private static final double MARGIN = 10;
  private static final double TARGET = 350;
  private static final int ACTION_CHARACTERS = 78;
  private static final int EVENT_CHARACTERS = 46;

  /**
   * A branch.
   *
   * @param text the events on the left, blank where they are those of the row above
   * @param label the target on the right
   * @param target the state it leads to; absent for this state, the end, signals, and states that
   *     are not drawn
   * @param y the middle, from the top of the drawing
   */
  record Row(String text, String label, OptionalInt target, double y) {}

  private final int index;
  private final State state;
  private final double top;
  private final List<String> lines = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final double bottom;

  StateCard(int index, State state, double top, int drawn) {
    this.index = index;
    this.state = state;
    this.top = top;
    ActionText.of(state, index).forEach(line -> lines.addAll(Words.wrap(line, ACTION_CHARACTERS)));
    double y = top + HEADING + lines.size() * LINE + MARGIN + LINE / 2;
    for (Reaction reaction : Reaction.of(state)) {
      y = rows(reaction, y, drawn);
    }
    bottom = y - LINE / 2 + MARGIN / 2;
  }

  private double rows(Reaction reaction, double start, int drawn) {
    List<String> events = Words.wrap(EventText.of(reaction.events()), EVENT_CHARACTERS);
    List<Transition> branches = reaction.branches();
    int extra = reaction.rest() > 0 ? 1 : 0;
    double y = start;
    for (int i = 0; i < Math.max(events.size(), branches.size() + extra); i++) {
      String text = i < events.size() ? events.get(i) : "";
      if (i < branches.size()) {
        Transition branch = branches.get(i);
        String label = Reaction.target(branch, index) + Reaction.share(branch);
        rows.add(new Row(text, label, lane(branch, drawn), y));
      } else {
        boolean rest = i == branches.size() && extra > 0;
        String label = rest ? "nothing (" + Units.percent(reaction.rest()) + ")" : "";
        rows.add(new Row(text, label, OptionalInt.empty(), y));
      }
      y += LINE;
    }
    return y + 3;
  }

  private OptionalInt lane(Transition branch, int drawn) {
    long target = branch.target();
    boolean line = target >= 0 && target < drawn && target != index;
    return line ? OptionalInt.of(Math.toIntExact(target)) : OptionalInt.empty();
  }

  double bottom() {
    return bottom;
  }

  /** Where arrows to this state arrive. */
  double entry() {
    return top + HEADING / 2;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  void draw(Svg svg, double left, boolean reachable) {
    svg.rect(
        left,
        top,
        WIDTH,
        bottom - top,
        "rx=\"6\" fill=\"#ffffff\" stroke=\"%s\"".formatted(Palette.FAINT));
    svg.rect(
        left + 0.5,
        top + 0.5,
        WIDTH - 1,
        HEADING + lines.size() * LINE + MARGIN / 2,
        "rx=\"6\" fill=\"%s\"".formatted(Palette.fill(state.action())));
    String note = index == 0 ? "  (start)" : reachable ? "" : "  (never entered)";
    double y = top + HEADING / 2 + 4;
    svg.text(left + MARGIN, y, "font-weight=\"bold\"", "state " + index + note);
    y = top + HEADING + LINE / 2 + 4;
    for (String line : lines) {
      svg.text(left + MARGIN, y, "", line);
      y += LINE;
    }
    for (Row row : rows) {
      svg.text(left + MARGIN, row.y() + 4, "", row.text());
      svg.text(left + TARGET, row.y() + 4, "", row.label());
    }
  }
}
