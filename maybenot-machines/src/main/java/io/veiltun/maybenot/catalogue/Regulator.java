package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.machine.Transition;
import java.util.List;

/** RegulaTor: a download in surges of decaying rate, an upload as a fraction of it. */
public final class Regulator {
  private static final double SECOND = 1_000_000;

  private Regulator() {}

  /**
   * The client's machines.
   *
   * @param ratio packets received for each packet sent, at least 1
   * @param delaySeconds the longest a packet waits
   */
  public static List<Machine> client(double ratio, double delaySeconds) {
    return List.of(seal(), uploadLoop(ratio), queue(delaySeconds));
  }

  /** Blocks from the first packet on; only slots let packets out. */
  static Machine seal() {
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.DAY))
                .on(Event.BLOCKING_BEGIN, Transition.END)
                .build()));
  }

  private static Machine uploadLoop(double ratio) {
    double whole = Math.floor(ratio);
    float fraction = (float) (ratio - whole);
    State.Builder counting =
        State.builder()
            .counterA(Parts.DECREMENT)
            .on(Event.TUNNEL_RECV, 2)
            .on(Event.COUNTER_ZERO, 4, 1.0f - fraction);
    if (fraction > 0) {
      counting.on(Event.COUNTER_ZERO, 3, fraction);
    }
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .counterA(Parts.set(Dist.constant(whole)))
                .on(Event.TUNNEL_RECV, 2)
                .build(),
            counting.build(),
            State.builder().on(Event.TUNNEL_RECV, 4).build(),
            State.builder()
                .counterA(Parts.set(Dist.constant(whole)))
                .action(Parts.slot(Parts.NOW))
                .on(Event.TUNNEL_SENT, 2)
                .build()));
  }

  private static Machine queue(double delaySeconds) {
    return Parts.unlimited(
        List.of(
            State.builder().action(new Action.Cancel(Timer.ALL)).on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .action(Parts.timer(Dist.at(delaySeconds * SECOND)))
                .on(Event.TUNNEL_SENT, 1)
                .on(Event.TIMER_END, 2)
                .build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.NOW))
                .on(Event.BLOCKING_END, 3)
                .build(),
            State.builder()
                .action(Parts.block(Dist.at(1), Dist.at(86_400 * SECOND)))
                .on(Event.BLOCKING_BEGIN, 0)
                .build()));
  }

  private static final String DESIGN = "RegulaTor by Holland and Hopper, 2022";

  private static final List<Parameter> CLIENT =
      List.of(
          Parameter.real("U", 1, 1_000_000),
          Parameter.real("C", 0, Parameter.HOUR_MICROS / SECOND));

  private static final List<Parameter> SERVER =
      List.of(
          Parameter.real("R", 1.001, 1_000_000),
          Parameter.real("D", 0.001, 0.9999),
          Parameter.real("T", 0, 1_000_000),
          Parameter.whole("N", 1, 1_000_000_000),
          Parameter.whole("B", 1, 2000));

  static List<Recipe> recipes() {
    return List.of(
        Recipe.fixed(
            "regulator",
            Entry.Kind.DEFENCE,
            Recipe.Text.library(
                "Downloads as surges that fade",
                "The relay sends at a rate that starts at 1200 packets a second and decays, and "
                    + "starts over when much is waiting; the client sends one packet for every "
                    + "4.5 it receives and lets none wait longer than half a second. Empty slots are "
                    + "filled by decoys. Every page then looks like a surge that fades, and the "
                    + "upload follows the download. Packets are delayed, and about as much is added "
                    + "as was sent.",
                DESIGN),
            arguments ->
                new Defence(
                    side(client(4.5, 0.5)),
                    side(new RegulatorServer(1200, 0.98, 2.5, 5600, 10).machines()))),
        new Recipe(
            "regulator_client",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "RegulaTor, the client's end",
                "It blocks what the client sends and lets one packet, or a decoy, out for every U "
                    + "packets received; a packet waits at most C seconds. The upload then only "
                    + "repeats the rhythm of the download and tells nothing of its own. The cost is "
                    + "delay, and decoys for whatever was not waiting.",
                DESIGN),
            "4.5 0.5",
            CLIENT,
            (Recipe.Fixed)
                arguments ->
                    new Defence(side(client(arguments[0], arguments[1])), Defence.Side.NONE)),
        new Recipe(
            "regulator_server",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "RegulaTor, the relay's end",
                "It blocks what the relay sends and lets it out at R packets a second, a rate that "
                    + "decays by the factor D each second and is approximated in B steps. When more "
                    + "than T times the rate is waiting a new surge starts; up to N decoys fill empty "
                    + "slots. It hides the shape of a download. The cost is delay and those decoys.",
                DESIGN),
            "1200 0.98 2.5 5600 10",
            SERVER,
            (Recipe.Fixed)
                a ->
                    new Defence(
                        Defence.Side.NONE,
                        side(new RegulatorServer(a[0], a[1], a[2], a[3], (int) a[4]).machines()))));
  }

  private static Defence.Side side(List<Machine> machines) {
    return new Defence.Side(machines, 0, 0);
  }
}
