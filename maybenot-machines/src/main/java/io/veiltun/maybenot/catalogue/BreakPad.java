package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;

/** Break-Pad: bursts of decoys that break up the bursts of a page. */
public final class BreakPad {
  private static final double CLIENT_SIGMA = 1.9667283364576538;
  private static final double CLIENT_XI = 0.05282296143414936;
  private static final double SERVER_SIGMA = 7.009539453953314;
  private static final double SERVER_XI = 1.7523848634883286;

  private BreakPad() {}

  /** The client's machine. */
  public static Machine client() {
    DistType window = new DistType.Weibull(1.3832926042292748, 8.766888541863576);
    return machine(Event.NORMAL_SENT, window, burst(CLIENT_SIGMA, CLIENT_XI));
  }

  /** The relay's machine. */
  public static Machine server() {
    DistType window = new DistType.Weibull(1.1939537311219628, 2.2388583813756533);
    return machine(Event.NORMAL_RECV, window, burst(SERVER_SIGMA, SERVER_XI));
  }

  /** The library turns a generalised Pareto distribution into this and drops the sign of xi. */
  private static Dist burst(double sigma, double xi) {
    return new Dist(new DistType.Pareto(sigma / xi, 1 / xi), 1, 0);
  }

  private static Machine machine(Event start, DistType window, Dist burst) {
    return new Machine(
        1500,
        0.5,
        0,
        0,
        List.of(
            State.builder().on(start, 1).build(),
            State.builder()
                .counterA(Parts.set(new Dist(window, 0, 0)))
                .on(Event.NORMAL_RECV, 2)
                .build(),
            State.builder()
                .counterA(Parts.DECREMENT)
                .on(Event.NORMAL_SENT, 1)
                .on(Event.TUNNEL_RECV, 2)
                .on(Event.COUNTER_ZERO, 3)
                .build(),
            State.builder()
                .action(Parts.pad(Dist.at(1), burst))
                .on(Event.PADDING_SENT, 3)
                .on(Event.LIMIT_REACHED, 0)
                .build()));
  }

  private static final String DESIGN = "Break-Pad by Huang and Du, 2024";

  static List<Recipe> recipes() {
    return List.of(
        Recipe.fixed(
            "break-pad",
            Entry.Kind.DEFENCE,
            Recipe.Text.library(
                "Breaks up bursts",
                "Each end counts packets received without one sent in between; after one or two "
                    + "it throws in a burst of decoys, a few dozen from the client and some from "
                    + "the relay. That cuts the long runs in one direction by which a page can "
                    + "be told. It never delays a packet and may add up to half of what is sent, "
                    + "after the first 1500 decoys. Measurements published in 2026 found that a "
                    + "trained observer still told most pages apart.",
                DESIGN),
            arguments -> new Defence(Defence.Side.of(client()), Defence.Side.of(server()))),
        Recipe.fixed(
            "break_pad_client",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "Break-Pad, the client's end",
                "After the first packet sent, it counts packets received without one sent in "
                    + "between, and answers one or two of them with a burst of some three dozen "
                    + "decoys. It hides how long the client only listens. Decoys may make up half "
                    + "of what the client sends, after the first 1500.",
                DESIGN),
            arguments -> Defence.onClient(client())),
        Recipe.fixed(
            "break_pad_server",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "Break-Pad, the relay's end",
                "The counterpart of break_pad_client on the relay: it watches what comes from the "
                    + "client and answers with bursts of decoys, mostly short, sometimes very long. "
                    + "It hides where the answers of a web server begin and end. Decoys may make up "
                    + "half of what the relay sends, after the first 1500.",
                DESIGN),
            arguments -> Defence.onRelay(server())));
  }
}
