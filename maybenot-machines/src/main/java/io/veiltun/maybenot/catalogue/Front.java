package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.ArrayList;
import java.util.List;

/** FRONT: decoys at the start of a connection, spread by a Rayleigh distribution. */
public final class Front {
  /** The share of the distribution that the states cover; the tail beyond is cut. */
  private static final double COVERED = 0.9996645373720975;

  private static final double TOLERANCE = 0x1p-52;
  private static final int BISECTIONS = 200;
  private static final int MOST_STATES = 10_000;

  private final Power e = Power.of(Math.E);
  private final double budget;
  private final double window;
  private final int states;
  private final double end;

  private Front(double budget, double window, int states) {
    this.budget = budget;
    this.window = window;
    this.states = states;
    this.end = Math.sqrt(-2 * window * window * Power.of(1 - COVERED).log());
  }

  /**
   * Draws a budget of decoys in [1, {@code mostBudget}) and a window in microseconds between {@code
   * leastWindow} and {@code mostWindow}, and approximates the distribution by {@code states}
   * stretches of equal weight.
   */
  public static Machine machine(
      int mostBudget, double leastWindow, double mostWindow, int states, RandomSource random) {
    int budget = Draws.between(random, 1, mostBudget - 1);
    double window = Draws.range(random, leastWindow, mostWindow);
    return new Front(budget, window, states).machine();
  }

  private Machine machine() {
    List<State> all = new ArrayList<>();
    all.add(State.builder().on(Event.NORMAL_SENT, 1).on(Event.NORMAL_RECV, 1).build());
    double share = 1.0 / states;
    double from = 0;
    double done = 0;
    for (int i = 1; i < states; i++) {
      double width = width(from, share);
      all.add(stretch(i, from, width, share * budget));
      from += width;
      done += share;
    }
    all.add(stretch(states, from, end - from, (1 - done) * budget));
    return new Machine(Machine.UNLIMITED, 0, 0, 0, all);
  }

  private State stretch(int index, double from, double width, double count) {
    double middle = from + width / 2;
    double mean = width / count;
    double deviation = window * window / (count * middle * Math.sqrt(Math.PI));
    Dist timeout = new Dist(new DistType.Normal(mean, deviation), 0, 2 * mean);
    return State.builder()
        .action(Parts.pad(timeout, Parts.uniform(1, Math.max(count, 1))))
        .on(Event.PADDING_SENT, index)
        .on(Event.LIMIT_REACHED, index == states ? Transition.END : index + 1)
        .build();
  }

  private double cumulative(double t) {
    return 1 - e.to(-(t * t) / (2 * window * window));
  }

  /** How far from {@code from} the distribution collects {@code share}, by bisection. */
  private double width(double from, double share) {
    double to = end;
    double step = (to - from) / 2;
    double missing = share - (cumulative(to) - cumulative(from));
    for (int i = 0; i < BISECTIONS && Math.abs(missing) > TOLERANCE; i++) {
      to += missing < 0 ? -step : step;
      step /= 2;
      missing = share - (cumulative(to) - cumulative(from));
    }
    return to - from;
  }

  static Recipe recipe() {
    return new Recipe(
        "front",
        Entry.Kind.DEFENCE,
        Recipe.Text.library(
            "Decoys where a page begins",
            "With the first packet, either end starts to send decoys: densely at first, then "
                + "fewer, for about four times its window. How many, and how long the window is, "
                + "is drawn for each connection. It covers the beginning of a visit, which tells "
                + "most about a page, and delays nothing. The cost is a number of decoys per "
                + "connection, on average a quarter of PADDING_BUDGET_MAX for each end; windows "
                + "are microseconds, and 1 to 14 seconds are usual.",
            "FRONT by Gong and Wang, 2020, in the approximation of Witwer and others"),
        "6000 1000000 14000000 50",
        List.of(
            Parameter.whole("PADDING_BUDGET_MAX", 2, Integer.MAX_VALUE),
            Parameter.real("WINDOW_MIN", 1e-3, Parameter.HOUR_MICROS),
            Parameter.real("WINDOW_MAX", 1e-3, Parameter.HOUR_MICROS),
            Parameter.whole("NUM_STATES", 1, MOST_STATES)),
        (Recipe.Drawn)
            (arguments, random) -> {
              if (arguments[1] > arguments[2]) {
                throw new InvalidMachineException("front: WINDOW_MIN is above WINDOW_MAX");
              }
              return new Defence(
                  Defence.Side.of(machine(arguments, random)),
                  Defence.Side.of(machine(arguments, random)));
            });
  }

  private static Machine machine(double[] arguments, RandomSource random) {
    return machine((int) arguments[0], arguments[1], arguments[2], (int) arguments[3], random);
  }
}
