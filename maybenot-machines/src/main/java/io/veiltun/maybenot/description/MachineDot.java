package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.List;
import java.util.stream.Stream;

/** A machine as a graph in the language of Graphviz. */
public final class MachineDot {
  private MachineDot() {}

  /** A directed graph: one node per state, one edge per branch of each group of events. */
  public static String render(Machine machine) {
    StringBuilder dot = new StringBuilder();
    dot.append("digraph machine {\n");
    dot.append(
        "  rankdir=TB; node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];\n");
    dot.append("  edge [fontname=\"Helvetica\", fontsize=10];\n");
    label(dot, "  labelloc=t; label=", MachineText.headline(machine));
    dot.append(";\n");
    boolean ends = false;
    for (int i = 0; i < machine.states().size(); i++) {
      node(dot, machine.states().get(i), i);
      ends |= edges(dot, machine.states().get(i), i);
    }
    if (ends) {
      dot.append("  end [shape=doublecircle, label=\"stop\", fillcolor=white];\n");
    }
    return dot.append("}\n").toString();
  }

  private static void node(StringBuilder dot, State state, int index) {
    String heading = "state " + index + (index == 0 ? " (start)" : "");
    label(
        dot.append("  s").append(index),
        " [label=",
        Stream.concat(Stream.of(heading), ActionText.of(state, index).stream()).toList());
    dot.append(", fillcolor=\"").append(Palette.fill(state.action())).append("\"];\n");
  }

  private static boolean edges(StringBuilder dot, State state, int index) {
    boolean ends = false;
    for (Reaction reaction : Reaction.of(state)) {
      String events = EventText.of(reaction.events()).replace(", ", ",\\n");
      for (Transition branch : reaction.branches()) {
        boolean end = branch.target() == Transition.END;
        boolean signal = branch.target() == Transition.SIGNAL;
        String to = end ? "end" : "s" + (signal ? index : Long.toUnsignedString(branch.target()));
        dot.append(
            "  s%d -> %s [label=\"%s%s%s\"%s];\n"
                .formatted(
                    index,
                    to,
                    events,
                    Reaction.share(branch),
                    signal ? "\\nsignal to the others" : "",
                    signal ? ", style=dashed" : ""));
        ends |= end;
      }
    }
    return ends;
  }

  private static void label(StringBuilder dot, String before, List<String> lines) {
    dot.append(before).append('"');
    lines.forEach(
        line -> dot.append(line.replace("\\", "\\\\").replace("\"", "\\\"")).append("\\n"));
    dot.append('"');
  }
}
