package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.List;

/** Interspace: machines found by search and drawn anew for each connection. */
public final class Interspace {
  private Interspace() {}

  private static Machine limited(State... states) {
    return new Machine(1500, 0.5, 0, 0, List.of(states));
  }

  private static boolean heads(RandomSource random) {
    return Draws.chance(random, 0.5);
  }

  /** The client's machine; two coins decide on two of its transitions. */
  public static Machine client(RandomSource random) {
    State.Builder receiving = State.builder();
    if (!heads(random)) {
      receiving.on(Event.PADDING_RECV, 2);
    }
    Dist timeout = new Dist(new DistType.Pareto(3.3, 7.2), 0, 9445);
    Dist limit = new Dist(new DistType.Pareto(4.7, 4.8), 1, 0);
    State.Builder padding =
        State.builder()
            .action(Parts.pad(timeout, limit))
            .on(Event.NORMAL_SENT, 1)
            .on(Event.PADDING_SENT, 2);
    if (!heads(random)) {
      padding.on(Event.NORMAL_RECV, 1);
    }
    return limited(
        State.builder().on(Event.PADDING_RECV, 1).build(),
        receiving.on(Event.NORMAL_RECV, 2).build(),
        padding.build());
  }

  /** The relay's machine: one of two designs, with distributions drawn at random. */
  public static Machine server(RandomSource random) {
    return heads(random) ? manual(random) : spring(random);
  }

  private static Machine manual(RandomSource random) {
    State.Builder deciding = State.builder();
    if (heads(random)) {
      deciding.on(Event.NORMAL_SENT, 2);
    } else {
      deciding
          .action(Parts.pad(logistic(random, 1000, 10_000, 0, 100_000)))
          .on(Event.PADDING_SENT, 3);
    }
    return limited(
        State.builder().on(Event.NORMAL_RECV, 1).build(),
        deciding.build(),
        State.builder()
            .action(manualPadding(random, 0))
            .on(Event.NORMAL_SENT, 1)
            .on(Event.PADDING_SENT, 2)
            .build(),
        State.builder()
            .action(manualPadding(random, 4))
            .on(Event.NORMAL_SENT, 1)
            .on(Event.PADDING_SENT, 3)
            .build());
  }

  private static Action manualPadding(RandomSource random, double mostInARow) {
    Dist timeout = pareto(random, 0, 10_000);
    return Parts.pad(timeout, pareto(random, 1, mostInARow));
  }

  private static Machine spring(RandomSource random) {
    return limited(
        State.builder()
            .action(Parts.pad(logistic(random, 0, 10_000)))
            .on(Event.NORMAL_RECV, 1)
            .on(Event.PADDING_RECV, 1)
            .build(),
        State.builder()
            .action(Parts.pad(logistic(random, 0, 31_443)))
            .on(Event.NORMAL_SENT, 2)
            .build(),
        State.builder()
            .action(springPadding(random, 100_000))
            .on(Event.PADDING_SENT, 2)
            .on(Event.PADDING_RECV, 3)
            .build(),
        State.builder()
            .action(springPadding(random, 55_878))
            .on(Event.NORMAL_RECV, 3)
            .on(Event.NORMAL_SENT, 0)
            .on(Event.PADDING_RECV, 2)
            .build());
  }

  private static Action springPadding(RandomSource random, double longest) {
    Dist timeout = logistic(random, 0, longest);
    return Parts.pad(timeout, logistic(random, 5, 0));
  }

  private static Dist pareto(RandomSource random, double start, double max) {
    double scale = Draws.range(random, 0.0, 10.0);
    double shape = Draws.range(random, 0.0, 10.0);
    return new Dist(new DistType.Pareto(scale, shape), start, max);
  }

  private static Dist logistic(RandomSource random, double start, double max) {
    return logistic(random, 10, 10, start, max);
  }

  /** A gamma distribution in place of the log-logistic one of the original. */
  private static Dist logistic(
      RandomSource random, double mostAlpha, double mostBeta, double start, double max) {
    double alpha = Draws.range(random, 0.01, mostAlpha);
    double beta = Draws.range(random, 0.01, mostBeta);
    return new Dist(new DistType.Gamma(alpha * beta, 1 / beta), start, max);
  }

  private static final String DESIGN = "Interspace by Pulls, 2020";

  static List<Recipe> recipes() {
    return List.of(
        Recipe.drawn(
            "interspace",
            Entry.Kind.DEFENCE,
            Recipe.Text.library(
                "Decoys between packets, different for each connection",
                "The relay waits for a packet of the client and then places decoys between its own "
                    + "packets; the client joins in once it sees decoys. Which way they do it, and "
                    + "with which delays, is drawn when the connection starts, so an observer can't "
                    + "learn one fixed pattern. It blurs the spaces by which a page's packets can be "
                    + "told and delays nothing. Half of the packets may be decoys, and more at the "
                    + "beginning.",
                DESIGN),
            (arguments, random) ->
                new Defence(Defence.Side.of(client(random)), Defence.Side.of(server(random)))),
        Recipe.drawn(
            "interspace_client",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "Interspace, the client's end",
                "It starts when the first decoy of the relay arrives; from then on each packet "
                    + "received is followed by a handful of decoys within ten milliseconds. It "
                    + "hides which received packets the client answers. Up to half of what the "
                    + "client sends are decoys, and more at the beginning.",
                DESIGN),
            (arguments, random) -> Defence.onClient(client(random))),
        Recipe.drawn(
            "interspace_server",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "Interspace, the relay's end",
                "It starts with the first packet of the client and then places decoys between the "
                    + "packets it sends, by one of two designs with delays drawn at random. It "
                    + "hides the spacing of a server's answer. Up to half of what the relay sends "
                    + "are decoys, and more at the beginning.",
                DESIGN),
            (arguments, random) -> Defence.onRelay(server(random))));
  }
}
