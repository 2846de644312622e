package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.ArrayList;
import java.util.List;

/** A machine as text for a terminal, for people who never saw one. */
public final class MachineText {
  private static final int WIDTH = 100;
  private static final int MOST_EVENT_WIDTH = 44;

  private MachineText() {}

  /**
   * Several lines, each ended by a line feed: limits, the states with what leads where, and which
   * loops there are. Characters are ASCII except for the sign of micro.
   */
  public static String render(Machine machine) {
    StringBuilder text = new StringBuilder();
    headline(machine).forEach(line -> wrap(text, "", "", line));
    text.append('\n');
    wrap(
        text,
        "",
        "",
        "It is in one state at a time. An event leads from state to state (\"->\"), and entering a"
            + " state starts what it does; a new decoy or block replaces a pending one. Data are"
            + " real packets, decoys are padding that the other side throws away.");
    for (int i = 0; i < machine.states().size(); i++) {
      state(text, machine.states().get(i), i);
    }
    text.append("\nIn short\n");
    new LoopText(machine).lines().forEach(line -> wrap(text, "  ", "  ", line));
    return text.toString();
  }

  /** Two or three sentences, one per line: what the machine can do and what limits it. */
  public static List<String> headline(Machine machine) {
    boolean pads = any(machine, Action.SendPadding.class);
    boolean blocks = any(machine, Action.BlockOutgoing.class);
    int size = machine.states().size();
    List<String> lines = new ArrayList<>();
    lines.add(
        "A machine of %s state%s that %s."
            .formatted(Units.count(size), size == 1 ? "" : "s", purpose(pads, blocks)));
    if (pads) {
      lines.add(
          machine.maxPaddingFrac() > 0
              ? "Limit: decoys are at most %s of the packets it sends, after %s decoys that are free."
                  .formatted(
                      Units.percent(machine.maxPaddingFrac()),
                      Units.unsigned(machine.allowedPaddingPackets()))
              : "Limit: none of its own on decoys.");
    }
    if (blocks) {
      lines.add(
          machine.maxBlockingFrac() > 0
              ? "Limit: it holds packets back at most %s of the time, after %s that are free."
                  .formatted(
                      Units.percent(machine.maxBlockingFrac()),
                      Units.unsignedTime(machine.allowedBlockedMicrosec()))
              : "Limit: none of its own on holding packets back.");
    }
    return lines;
  }

  /** Breaks a text into lines as wide as those of {@link #render}. */
  public static List<String> wrap(String text) {
    return Words.wrap(text, WIDTH);
  }

  private static String purpose(boolean pads, boolean blocks) {
    if (pads) {
      return blocks ? "sends decoys and holds packets back" : "sends decoys";
    }
    return blocks ? "holds packets back" : "neither sends decoys nor holds packets back";
  }

  private static boolean any(Machine machine, Class<? extends Action> kind) {
    return machine.states().stream()
        .anyMatch(state -> state.action().filter(kind::isInstance).isPresent());
  }

  private static void state(StringBuilder text, State state, int index) {
    text.append("\nState ").append(index).append(index == 0 ? " (start)\n" : "\n");
    String label = "  on entry: ";
    for (String line : ActionText.of(state, index)) {
      wrap(text, label, " ".repeat(12), line);
      label = " ".repeat(12);
    }
    List<Reaction> reactions = Reaction.of(state);
    if (reactions.isEmpty()) {
      text.append("  no event leads out of it\n");
    }
    int width =
        reactions.stream()
            .mapToInt(reaction -> EventText.of(reaction.events()).length())
            .filter(length -> length <= MOST_EVENT_WIDTH)
            .max()
            .orElse(MOST_EVENT_WIDTH);
    for (Reaction reaction : reactions) {
      String events = EventText.of(reaction.events());
      String indent = " ".repeat(width + 6);
      if (events.length() > width) {
        wrap(text, "  ", "    ", events);
        wrap(text, " ".repeat(width + 2) + " -> ", indent, reaction.text(index));
      } else {
        String first = "  " + events + " ".repeat(width - events.length()) + " -> ";
        wrap(text, first, indent, reaction.text(index));
      }
    }
  }

  private static void wrap(StringBuilder text, String first, String next, String words) {
    String indent = first;
    for (String line : Words.wrap(words, WIDTH - Math.max(first.length(), next.length()))) {
      text.append(indent).append(line).append('\n');
      indent = next;
    }
  }
}
