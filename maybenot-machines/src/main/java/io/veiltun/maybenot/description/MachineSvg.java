package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Machine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A machine as a drawing: the states below each other as boxes that say what they do, and lines on
 * the right from each branch to the state it leads to. So no label can cover another.
 */
public final class MachineSvg {
  /** The drawing leaves out the states beyond this number, and says so. */
  public static final int MOST_STATES = 200;

  private static final double LEFT = 16;
  private static final double BETWEEN = 22;
  private static final double COLUMN = 13;
  private static final double FIRST_COLUMN = 20;

  private final Machine machine;
  private final List<String> heading;
  private final List<StateCard> cards = new ArrayList<>();
  private final Lanes lanes;

  private MachineSvg(Machine machine) {
    this.machine = machine;
    int drawn = Math.min(machine.states().size(), MOST_STATES);
    heading = new ArrayList<>(MachineText.headline(machine));
    if (drawn < machine.states().size()) {
      heading.add("Only the first %d states are drawn.".formatted(drawn));
    }
    double y = LEFT + heading.size() * StateCard.LINE + 12;
    for (int i = 0; i < drawn; i++) {
      StateCard card = new StateCard(i, machine.states().get(i), y, drawn);
      cards.add(card);
      y = card.bottom() + BETWEEN;
    }
    lanes = new Lanes(cards);
  }

  /** An SVG document. */
  public static String render(Machine machine) {
    return new MachineSvg(machine).draw();
  }

  private String draw() {
    double widest = heading.stream().mapToInt(String::length).max().orElse(0) * Svg.CHARACTER;
    double right = LEFT + StateCard.WIDTH + FIRST_COLUMN + lanes.columns() * COLUMN;
    double height = cards.isEmpty() ? 60 : cards.getLast().bottom() + LEFT;
    Svg svg = new Svg(Math.max(right, LEFT + widest) + LEFT, height, heading.getFirst());
    double y = LEFT + 8;
    for (String line : heading) {
      svg.text(LEFT, y, y < LEFT + 9 ? "font-weight=\"bold\"" : "", line);
      y += StateCard.LINE;
    }
    BitSet reachable = new StateGraph(machine, _ -> true).reachable();
    for (int i = 0; i < cards.size(); i++) {
      cards.get(i).draw(svg, LEFT, reachable.get(i));
    }
    lanes.all().forEach(lane -> draw(svg, lane));
    return svg.end();
  }

  private void draw(Svg svg, Lanes.Lane lane) {
    String colour = Palette.line(lane.target());
    String style = "stroke=\"%s\" stroke-width=\"1.4\"".formatted(colour);
    double edge = LEFT + StateCard.WIDTH;
    double x = edge + FIRST_COLUMN + lane.column() * COLUMN;
    svg.line(x, lane.top(), x, lane.bottom(), style);
    for (StateCard card : cards) {
      for (StateCard.Row row : card.rows()) {
        if (row.target().isPresent() && row.target().getAsInt() == lane.target()) {
          svg.circle(edge, row.y(), 2.2, "fill=\"%s\"".formatted(colour));
          svg.line(edge, row.y(), x, row.y(), style);
          svg.circle(x, row.y(), 2.2, "fill=\"%s\"".formatted(colour));
        }
      }
    }
    double entry = cards.get(lane.target()).entry();
    svg.line(edge + 8, entry, x, entry, style);
    svg.arrowLeft(edge, entry, colour);
  }
}
