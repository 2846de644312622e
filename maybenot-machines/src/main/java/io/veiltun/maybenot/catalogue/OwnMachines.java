package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;

/** Small machines made for this catalogue, each for one idea. */
public final class OwnMachines {
  private OwnMachines() {}

  /**
   * Sends a decoy after {@code received} packets came in without one going out.
   *
   * @param received at least 2: two such machines with 1 would answer each other's decoys for ever
   */
  public static Machine ratio(double received) {
    return new Machine(
        Machine.UNLIMITED,
        0,
        0,
        0,
        List.of(
            State.builder().on(Event.NORMAL_RECV, 1).on(Event.PADDING_RECV, 1).build(),
            counting().counterA(Parts.set(Dist.at(received - 1))).build(),
            counting().counterA(Parts.DECREMENT).on(Event.COUNTER_ZERO, 3).build(),
            State.builder().action(Parts.pad(Parts.NOW)).on(Event.TUNNEL_SENT, 0).build()));
  }

  private static State.Builder counting() {
    return State.builder()
        .on(Event.NORMAL_RECV, 2)
        .on(Event.PADDING_RECV, 2)
        .on(Event.TUNNEL_SENT, 0);
  }

  /** One packet each {@code micros}, for as long as the connection lasts. */
  public static Machine constantRate(double micros) {
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.NORMAL_SENT, 1).on(Event.NORMAL_RECV, 1).build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.DAY))
                .on(Event.BLOCKING_BEGIN, 2)
                .build(),
            State.builder()
                .action(Parts.slot(Dist.at(micros)))
                .on(Event.PADDING_SENT, 2)
                .on(Event.BLOCKING_END, 1)
                .build()));
  }

  /**
   * Sends in trains: one packet each {@code micros}, {@code count} at least, and between {@code
   * leastTrail} and {@code mostTrail} more after the last packet that came in.
   */
  public static Machine trains(double micros, double count, double leastTrail, double mostTrail) {
    Dist trail = Parts.uniform(leastTrail, mostTrail);
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.DAY))
                .on(Event.BLOCKING_BEGIN, 2)
                .build(),
            State.builder()
                .action(Parts.slot(Dist.at(micros), Dist.at(count)))
                .on(Event.PADDING_SENT, 2)
                .on(Event.LIMIT_REACHED, 3)
                .build(),
            trail(Dist.at(micros), trail, 3, 4),
            trail(Dist.at(micros), trail, 4, 3),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.NOW))
                .on(Event.BLOCKING_END, 0)
                .build()));
  }

  /** Changing to the twin state draws the length of the trail anew. */
  private static State trail(Dist interval, Dist length, int self, int twin) {
    return State.builder()
        .action(Parts.slot(interval, length))
        .on(Event.PADDING_SENT, self)
        .on(Event.NORMAL_SENT, twin)
        .on(Event.LIMIT_REACHED, 5)
        .build();
  }

  static List<Recipe> recipes() {
    return List.of(sizeOnly(), ratioRecipe(), constantRateRecipe(), trainsRecipe());
  }

  private static Recipe sizeOnly() {
    return Recipe.fixed(
        "size-only",
        Entry.Kind.DEFENCE,
        Recipe.Text.own(
            "All packets the same size, no machines",
            "Every packet of the tunnel gets the same size; nothing is watched and no decoys are "
                + "sent. An observer no longer sees the sizes of what is inside, but still when "
                + "and how many packets pass, which is enough to tell many pages apart. The cost "
                + "is what small packets grow by."),
        arguments -> new Defence(Defence.Side.NONE, Defence.Side.NONE));
  }

  private static Recipe ratioRecipe() {
    return new Recipe(
        "ratio",
        Entry.Kind.DEFENCE,
        Recipe.Text.own(
            "Keeps one direction from going quiet",
            "Either end counts the packets it received since it last sent one, by a counter; at "
                + "the RECEIVED-th it sends a decoy. During a download the quiet direction then "
                + "carries at least that share, so its few packets no longer mark where one answer "
                + "ends and the next request begins. It delays nothing and is silent when the "
                + "tunnel is. It costs at most one packet for every RECEIVED packets of the other "
                + "direction."),
        "3",
        List.of(Parameter.whole("RECEIVED", 2, 1_000_000)),
        (Recipe.Fixed) arguments -> Defence.onBothSides(ratio(arguments[0])));
  }

  private static Recipe constantRateRecipe() {
    return new Recipe(
        "constant-rate",
        Entry.Kind.DEFENCE,
        Recipe.Text.own(
            "One packet per interval, always",
            "From the first packet on, either end sends exactly one packet every INTERVAL "
                + "microseconds until the connection ends: the one that waits longest, or a decoy. "
                + "An observer learns when the tunnel is up and nothing else. The cost is the full "
                + "rate in both directions all the time, and a tunnel that is never faster than "
                + "one packet per INTERVAL."),
        "5000",
        List.of(Parameter.real("INTERVAL", 1, Parameter.HOUR_MICROS)),
        (Recipe.Fixed) arguments -> Defence.onBothSides(constantRate(arguments[0])));
  }

  private static Recipe trainsRecipe() {
    return new Recipe(
        "trains",
        Entry.Kind.DEFENCE,
        Recipe.Text.own(
            "Packets leave in trains of blurred length",
            "The first packet to send starts a train: one packet every INTERVAL microseconds, at "
                + "least COUNT of them, and a random number between MIN_TRAIL and MAX_TRAIL after "
                + "the last one that had to be sent; decoys take the places that stay empty. "
                + "Between trains nothing is sent. An observer sees when trains run, not how much "
                + "was in them. It costs those decoys, and a wait of at least INTERVAL for each "
                + "packet; what still waits when a train ends leaves at once."),
        "2000 20 10 40",
        List.of(
            Parameter.real("INTERVAL", 1, Parameter.HOUR_MICROS),
            Parameter.whole("COUNT", 1, 1_000_000),
            Parameter.whole("MIN_TRAIL", 1, 1_000_000),
            Parameter.whole("MAX_TRAIL", 1, 1_000_000)),
        (Recipe.Fixed) a -> Defence.onBothSides(trains(a[0], a[1], a[2], a[3])));
  }
}
