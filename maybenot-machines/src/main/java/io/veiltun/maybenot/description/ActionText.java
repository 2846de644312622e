package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What entering a state does, one line per part, in the order in which it happens. */
final class ActionText {
  private ActionText() {}

  /** At least one line. The start state acts when it is entered again, not in the beginning. */
  static List<String> of(State state, int index) {
    List<String> lines = new ArrayList<>();
    state.counterA().ifPresent(counter -> lines.add(counter("A", "B", counter)));
    state.counterB().ifPresent(counter -> lines.add(counter("B", "A", counter)));
    state.action().ifPresent(action -> lines.addAll(action(action)));
    if (lines.isEmpty()) {
      return List.of("nothing: wait");
    }
    if (index == 0) {
      lines.add("(not in the beginning, only when it is entered again)");
    }
    return lines;
  }

  private static List<String> action(Action action) {
    List<String> lines = new ArrayList<>();
    switch (action) {
      case Action.Cancel(var timer) ->
          lines.add(
              switch (timer) {
                case ACTION -> "cancel the decoy or block that is pending";
                case INTERNAL -> "stop the timer";
                case ALL -> "cancel what is pending and stop the timer";
              });
      case Action.SendPadding padding -> {
        lines.add(delay(padding.timeout()) + "send one decoy");
        if (padding.bypass()) {
          lines.add("it may pass a block that lets decoys through");
        }
        if (padding.replace()) {
          lines.add("a packet waiting to be sent counts as the decoy");
        }
        limit(padding.limit(), lines);
      }
      case Action.BlockOutgoing block -> {
        lines.add(delay(block.timeout()) + block(block.duration()));
        if (block.bypass()) {
          lines.add("decoys made for it may pass");
        }
        lines.add(
            block.replace()
                ? "a block that is running is set to end with this one"
                : "a block that would end later keeps its end");
        limit(block.limit(), lines);
      }
      case Action.UpdateTimer timer -> {
        lines.add("set the timer to " + DistText.time(timer.duration()));
        if (!timer.replace()) {
          lines.add("a timer that would run longer is left alone");
        }
        limit(timer.limit(), lines);
      }
    }
    return lines;
  }

  private static String delay(Dist timeout) {
    return DistText.zero(timeout) ? "at once " : "after " + DistText.time(timeout) + " ";
  }

  private static String block(Dist duration) {
    return DistText.zero(duration)
        ? "end the block"
        : "hold back all packets for " + DistText.time(duration);
  }

  private static void limit(Optional<Dist> limit, List<String> lines) {
    limit.ifPresent(dist -> lines.add("limit: " + DistText.count(dist) + " times per stay"));
  }

  private static String counter(String name, String other, Counter counter) {
    String operand =
        counter.copy()
            ? "the value of counter " + other
            : counter.dist().map(DistText::count).orElse("1");
    return switch (counter.operation()) {
      case INCREMENT -> "add " + operand + " to counter " + name;
      case DECREMENT -> "take " + operand + " from counter " + name;
      case SET -> "set counter " + name + " to " + operand;
    };
  }
}
