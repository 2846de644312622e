package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;

/** The two smallest machines of the library. */
public final class IdleMachines {
  private IdleMachines() {}

  /** Does nothing. */
  public static Machine noop() {
    return new Machine(0, 0, 0, 0, List.of(State.builder().build()));
  }

  /** Sends a padding after 1.5 to 9.5 seconds in which nothing was sent. */
  public static Machine netflow() {
    Dist pause = new Dist(new DistType.Uniform(1_500_000, 9_500_000), 1, 0);
    State waiting = State.builder().on(Event.TUNNEL_SENT, 1).on(Event.TUNNEL_RECV, 1).build();
    State keeping = State.builder().action(Parts.pad(pause)).on(Event.TUNNEL_SENT, 1).build();
    return new Machine(Machine.UNLIMITED, 0, 0, 0, List.of(waiting, keeping));
  }

  static List<Recipe> recipes() {
    return List.of(
        Recipe.fixed(
            "netflow",
            Entry.Kind.DEFENCE,
            Recipe.Text.library(
                "Never silent for long",
                "Once the first packet has passed, either end sends a decoy whenever it has sent "
                    + "nothing for 1.5 to 9.5 seconds, a new time each round. Routers on the path "
                    + "often record flows by their pauses; with this the tunnel shows no pauses "
                    + "longer than that, so such records do not tell when somebody was active. "
                    + "It does not disguise the activity itself. It costs about one packet in five "
                    + "seconds and direction, and keeps a phone's radio awake.",
                "Tor's padding against flow records"),
            arguments -> Defence.onBothSides(netflow())),
        Recipe.fixed(
            "noop",
            Entry.Kind.MACHINE,
            Recipe.Text.library(
                "Does nothing",
                "A machine with one state that reacts to no event. It sends nothing, hides "
                    + "nothing and costs nothing; it is there to test that machines arrive and "
                    + "start.",
                "Maybenot"),
            arguments -> Defence.onBothSides(noop())));
  }
}
