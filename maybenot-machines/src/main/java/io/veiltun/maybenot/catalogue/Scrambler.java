package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;

/** Scrambler: a constant upload, and a download in trains of packets, for video. */
public final class Scrambler {
  private Scrambler() {}

  private static Machine limited(State... states) {
    return new Machine(0, 0, 0, 0, List.of(states));
  }

  /** The client's machine: a packet every 4 ms from the first one on. */
  public static Machine client() {
    return limited(
        State.builder().on(Event.NORMAL_SENT, 1).on(Event.NORMAL_RECV, 1).build(),
        State.builder()
            .action(Parts.block(Parts.NOW, Parts.DAY))
            .on(Event.BLOCKING_BEGIN, 2)
            .build(),
        State.builder().action(Parts.slot(Dist.constant(4000))).on(Event.PADDING_SENT, 2).build());
  }

  /**
   * The relay's machines.
   *
   * @param interval microseconds from packet to packet of a train
   * @param count packets of the shortest train
   * @param leastTrail fewest packets after the last waiting one
   * @param mostTrail most packets after it
   */
  public static List<Machine> server(
      double interval, double count, double leastTrail, double mostTrail) {
    Dist slot = Dist.constant(interval);
    Dist longTrail = Parts.uniform(leastTrail, mostTrail);
    Dist shortTrail = Parts.uniform(leastTrail / 4, mostTrail / 4);
    Machine trains =
        limited(
            State.builder().on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.DAY))
                .on(Event.BLOCKING_BEGIN, 2)
                .build(),
            State.builder()
                .action(Parts.slot(slot, Dist.constant(count)))
                .on(Event.PADDING_SENT, 2)
                .on(Event.LIMIT_REACHED, 4)
                .build(),
            trail(slot, longTrail, 3, 4).on(Event.BLOCKING_BEGIN, 5).build(),
            trail(slot, longTrail, 4, 3).on(Event.BLOCKING_BEGIN, 6).build(),
            trail(slot, shortTrail, 5, 6).build(),
            trail(slot, shortTrail, 6, 5).build());
    return List.of(trains, tally(Dist.constant(1.25 * count)));
  }

  /** A new packet changes to the twin state, which draws the length of the trail anew. */
  private static State.Builder trail(Dist slot, Dist length, int self, int twin) {
    return State.builder()
        .action(Parts.slot(slot, length))
        .on(Event.PADDING_SENT, self)
        .on(Event.NORMAL_SENT, twin)
        .on(Event.LIMIT_REACHED, 0);
  }

  /** Counts packets and tells the other machine, by a block, to use the short trails. */
  private static Machine tally(Dist count) {
    return limited(
        counted(count, 0, 1).build(),
        counted(count, 1, 0).build(),
        State.builder()
            .action(Parts.block(Parts.NOW, Parts.DAY))
            .on(Event.BLOCKING_BEGIN, 1)
            .build());
  }

  private static State.Builder counted(Dist count, int self, int twin) {
    return State.builder()
        .action(Parts.slot(Parts.NOW, count))
        .on(Event.NORMAL_SENT, self)
        .on(Event.BLOCKING_BEGIN, twin)
        .on(Event.LIMIT_REACHED, 2);
  }

  private static final String DESIGN = "Scrambler by Hasselquist and others, 2024";

  private static final Parameter INTERVAL = Parameter.real("INTERVAL", 1, Parameter.HOUR_MICROS);

  static List<Recipe> recipes() {
    return List.of(
        new Recipe(
            "scrambler",
            Entry.Kind.DEFENCE,
            text(
                "Video as trains of packets",
                "The client sends a packet every 4 milliseconds whatever happens; the relay collects "
                    + "what it has to send and sends it as trains of packets at a fixed interval, "
                    + "each at least MIN_COUNT long and followed by MIN_TRAIL to MAX_TRAIL decoys. "
                    + "A streamed video then shows trains of similar size instead of its own "
                    + "segments. The cost is high: 3 Mbit/s of upload all the time, and a download "
                    + "of several times the video."),
            "2000 20 5 40",
            server(),
            (Recipe.Fixed)
                arguments -> new Defence(Defence.Side.of(client()), serverSide(arguments))),
        Recipe.fixed(
            "scrambler_client",
            Entry.Kind.MACHINE,
            text(
                "Scrambler, the client's end",
                "From the first packet on, it sends one packet every 4 milliseconds: a waiting one "
                    + "or a decoy. It hides when the player asks for the next piece of a video. The "
                    + "cost is a constant upload of 3 Mbit/s."),
            arguments -> Defence.onClient(client())),
        new Recipe(
            "scrambler_server",
            Entry.Kind.MACHINE,
            text(
                "Scrambler, the relay's end",
                "It holds what the relay sends and releases it as trains: one packet each INTERVAL "
                    + "microseconds, at least MIN_COUNT of them, then MIN_TRAIL to MAX_TRAIL decoys "
                    + "after the last one that was waiting. It hides the sizes of a video's pieces. "
                    + "The cost is delay and the decoys of each train."),
            "2000 20 5 40",
            server(),
            (Recipe.Fixed) arguments -> new Defence(Defence.Side.NONE, serverSide(arguments))));
  }

  private static List<Parameter> server() {
    return List.of(
        INTERVAL,
        Parameter.real("MIN_COUNT", 1, 1_000_000),
        Parameter.real("MIN_TRAIL", 0, 1_000_000),
        Parameter.real("MAX_TRAIL", 0, 1_000_000));
  }

  private static Recipe.Text text(String title, String explanation) {
    return Recipe.Text.library(title, explanation, DESIGN);
  }

  private static Defence.Side serverSide(double[] arguments) {
    return new Defence.Side(server(arguments[0], arguments[1], arguments[2], arguments[3]), 0, 0);
  }
}
