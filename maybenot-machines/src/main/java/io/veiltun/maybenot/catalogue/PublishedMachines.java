package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.ArrayList;
import java.util.List;

/** Machines of Maybenot's documentation and tests, and those a large VPN first shipped. */
public final class PublishedMachines {
  /** 2^64 - 1 bytes, in packets of 1420. */
  private static final long APP_PACKETS = Long.divideUnsigned(-1, 1420);

  private PublishedMachines() {}

  /** One padding 5 s after each packet received while none is pending. */
  public static Machine reply() {
    return new Machine(
        Machine.UNLIMITED,
        1,
        0,
        0,
        List.of(
            State.builder().on(Event.TUNNEL_RECV, 1).build(),
            State.builder()
                .action(Parts.pad(Dist.at(5_000_000)))
                .on(Event.PADDING_SENT, 0)
                .build()));
  }

  /** A padding each second after the first packet. */
  public static Machine ping() {
    return new Machine(
        Machine.UNLIMITED,
        1,
        0,
        0,
        List.of(
            State.builder().on(Event.NORMAL_RECV, 1).on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .action(Parts.pad(Dist.at(1_000_000)))
                .on(Event.PADDING_SENT, 1)
                .build()));
  }

  /** One padding 20 ms after the first packet sent. */
  public static Machine once() {
    return new Machine(
        0,
        0,
        0,
        0,
        List.of(
            State.builder().on(Event.NORMAL_SENT, 1).build(),
            State.builder().action(Parts.pad(Dist.at(20_000))).build()));
  }

  private static Machine ofApp(List<State> states) {
    return new Machine(APP_PACKETS, 0, Machine.UNLIMITED, 0, states);
  }

  /** A padding after 1.5 to 9.5 s without sending. */
  public static Machine appIdle() {
    Dist pause = new Dist(new DistType.Uniform(1_500_000, 9_500_000), 1, 0);
    return ofApp(
        List.of(
            onAny(1, 1).build(),
            State.builder()
                .action(Parts.pad(pause))
                .on(Event.NORMAL_SENT, 1)
                .on(Event.PADDING_SENT, 1)
                .build()));
  }

  private static State.Builder onAny(int received, int sent) {
    return State.builder()
        .on(Event.NORMAL_RECV, received)
        .on(Event.PADDING_RECV, received)
        .on(Event.NORMAL_SENT, sent)
        .on(Event.PADDING_SENT, sent);
  }

  /** A padding after {@code received} packets without one sent: the states are the counter. */
  public static Machine appEvery(int received) {
    List<State> states = new ArrayList<>();
    for (int i = 1; i <= received; i++) {
      states.add(onAny(i, 0).build());
    }
    states.add(
        State.builder()
            .action(Parts.pad(Dist.constant(1)))
            .on(Event.NORMAL_SENT, 0)
            .on(Event.PADDING_SENT, 0)
            .build());
    return ofApp(states);
  }

  /** A machine of random origin; its first padding comes after 9.6 ms, all others soon after. */
  public static Machine appRandom() {
    Dist pause = new Dist(new DistType.Binomial(0, 0.73), 9598.682, 484_856.2);
    Dist gap = new Dist(new DistType.Weibull(37.894, 43.655), 0, 0);
    Dist burst = new Dist(new DistType.Normal(50.262, 28.562), 37.065, 270.046);
    return new Machine(
        0,
        0.998,
        0,
        0,
        List.of(
            State.builder()
                .on(Event.NORMAL_RECV, 0, 0.54347825f)
                .on(Event.NORMAL_RECV, 1, 0.45652175f)
                .build(),
            State.builder()
                .action(Parts.slot(pause))
                .on(Event.PADDING_RECV, 0, 0.56130266f)
                .on(Event.PADDING_RECV, 2, 0.4386973f)
                .on(Event.NORMAL_SENT, 0, 0.41955298f)
                .on(Event.NORMAL_SENT, 1, 0.17972681f)
                .on(Event.NORMAL_SENT, 2, 0.40072018f)
                .on(Event.PADDING_SENT, 0, 0.5588235f)
                .on(Event.PADDING_SENT, 2, 0.44117647f)
                .build(),
            State.builder()
                .action(Parts.pad(gap, burst))
                .on(Event.PADDING_RECV, 1, 0.592f)
                .on(Event.PADDING_RECV, 2, 0.408f)
                .on(Event.PADDING_SENT, 2)
                .on(Event.LIMIT_REACHED, 1)
                .build()));
  }

  static List<Recipe> recipes() {
    return List.of(
        published(
            "reply",
            "One decoy after a received packet",
            "Five seconds after a packet was received, one decoy goes back; then it waits for the "
                + "next. It shows how a machine answers and hides next to nothing. It costs at "
                + "most one packet in five seconds.",
            "crates/maybenot-machines/src/lib.rs",
            reply()),
        published(
            "ping",
            "A decoy each second",
            "After the first packet in either direction a decoy is sent every second, for as long "
                + "as the tunnel lasts. An observer can't tell an idle tunnel from one that "
                + "carries a packet now and then. It costs one packet per second and direction.",
            "crates/maybenot-machines/src/lib.rs",
            ping()),
        published(
            "once",
            "A single decoy",
            "Twenty milliseconds after the first packet sent, one decoy is sent, and nothing ever "
                + "after. It is the smallest machine that does something: good for trying out a "
                + "tunnel or a simulator, useless against an observer.",
            "crates/maybenot-simulator/README.md",
            once()),
        app(
            "mullvad-idle",
            "Never silent for long, as first shipped",
            "The client sends a decoy whenever it has sent nothing for 1.5 to 9.5 seconds. Pauses "
                + "of the user disappear from records of the connection. It costs about one packet "
                + "in five seconds.",
            appIdle()),
        app(
            "mullvad-third",
            "A decoy for every third packet received",
            "After three packets received without one sent, the client sends a decoy; the states "
                + "of the machine are its counter. The upload then resembles the acknowledgements "
                + "of any download. It costs up to a third of the received packets.",
            appEvery(3)),
        app(
            "mullvad-fifth",
            "A decoy for every fifth packet received",
            "After five packets received without one sent, the client sends a decoy. It does the "
                + "same as mullvad-third more sparingly: the upload says less about the download. "
                + "It costs up to a fifth of the received packets.",
            appEvery(5)),
        app(
            "mullvad-random",
            "Bursts of decoys, from a random machine",
            "About half of the packets received lead to a decoy some 10 milliseconds later, and some "
                + "of those to a burst of fifty or a hundred in quick succession. It covers what "
                + "the client sends in reaction to what it gets. Its own limit of 99.8 percent "
                + "decoys bounds hardly anything, so it can cost far more than the traffic itself.",
            appRandom()),
        Recipe.fixed(
            "mullvad-2024",
            Entry.Kind.DEFENCE,
            appText(
                "The fixed machines of the first DAITA",
                "The four machines that all users of the first DAITA ran at once: decoys when idle, "
                    + "after every third and fifth packet received, and random bursts. The relay's "
                    + "machines were never published and are not in it. Everybody using the same "
                    + "machines is what ephemeral-light avoids. It costs at least half a packet for "
                    + "each packet received, and in bursts much more."),
            arguments -> Defence.onClient(appIdle(), appEvery(3), appEvery(5), appRandom())));
  }

  private static Recipe published(
      String name, String title, String explanation, String file, Machine machine) {
    Recipe.Text text =
        new Recipe.Text(title, explanation, "maybenot-io/maybenot, " + file, "MIT or Apache-2.0");
    return Recipe.fixed(name, Entry.Kind.MACHINE, text, arguments -> Defence.onBothSides(machine));
  }

  private static Recipe app(String name, String title, String explanation, Machine machine) {
    return Recipe.fixed(
        name,
        Entry.Kind.MACHINE,
        appText(title, explanation),
        arguments -> Defence.onClient(machine));
  }

  private static Recipe.Text appText(String title, String explanation) {
    return new Recipe.Text(
        title,
        explanation,
        "mullvad/mullvadvpn-app, dist-assets/maybenot_machines, 2024, rebuilt from a description of "
            + "its states",
        "the application is GPL-3.0; none of its files is used");
  }
}
