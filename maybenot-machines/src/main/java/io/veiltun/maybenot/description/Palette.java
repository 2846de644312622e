package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Action;
import java.util.Optional;

/** Colours that people who confuse red and green can tell apart (after Okabe and Ito). */
final class Palette {
  static final String DATA = "#0072b2";
  static final String DECOY = "#e69f00";
  static final String RECEIVED = "#d55e00";
  static final String INK = "#222222";
  static final String FAINT = "#8a8a8a";

  private static final String[] LINES = {
    "#0072b2", "#d55e00", "#009e73", "#b0578d", "#7a5c00", "#3b8ec2", "#5b4b9a", "#555555"
  };

  private Palette() {}

  /** The background of a state, by what it does. */
  static String fill(Optional<Action> action) {
    return action
        .map(kind ->
            switch (kind) {
              case Action.SendPadding _ -> "#fdebc4";
              case Action.BlockOutgoing _ -> "#f7d0c4";
              case Action.UpdateTimer _ -> "#d3e8f5";
              case Action.Cancel _ -> "#e3e0ef";
            })
        .orElse("#f2f2f2");
  }

  /** The colour of everything that leads to a state. */
  static String line(int state) {
    return LINES[state % LINES.length];
  }
}
