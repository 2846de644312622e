package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.List;

/** Tamaraw: a constant rate, ended at a multiple of 100 packets. */
public final class Tamaraw {
  private static final double MULTIPLE = 100;

  private Tamaraw() {}

  /** One packet every {@code seconds}, until {@code stopMicros} after the last packet. */
  public static List<Machine> machines(double seconds, double stopMicros) {
    return List.of(rate(seconds), softStop(stopMicros));
  }

  private static Machine rate(double seconds) {
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.NORMAL_SENT, 1).build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.DAY))
                .on(Event.BLOCKING_BEGIN, 2)
                .build(),
            State.builder()
                .action(Parts.slot(Dist.at(1000.0 * 1000.0 * seconds)))
                .on(Event.TUNNEL_SENT, 2)
                .on(Event.BLOCKING_END, 0)
                .build()));
  }

  private static Machine softStop(double stopMicros) {
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.BLOCKING_BEGIN, 1).build(),
            State.builder()
                .counterA(Parts.set(Dist.at(MULTIPLE)))
                .on(Event.TUNNEL_SENT, 2)
                .on(Event.NORMAL_SENT, 3)
                .on(Event.TIMER_END, 4)
                .build(),
            State.builder()
                .counterA(Parts.DECREMENT)
                .on(Event.COUNTER_ZERO, 1)
                .on(Event.TUNNEL_SENT, 2)
                .on(Event.NORMAL_SENT, 3)
                .on(Event.TIMER_END, 4)
                .build(),
            State.builder()
                .action(Parts.timer(Dist.at(stopMicros)))
                .on(Event.NORMAL_SENT, 3)
                .on(Event.TIMER_END, 4)
                .build(),
            State.builder()
                .counterA(Parts.DECREMENT)
                .action(Parts.slot(Dist.at(1)))
                .on(Event.PADDING_SENT, 4)
                .on(Event.COUNTER_ZERO, 5)
                .build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.NOW))
                .on(Event.BLOCKING_END, 0)
                .build()));
  }

  static Recipe recipe() {
    return new Recipe(
        "tamaraw",
        Entry.Kind.DEFENCE,
        Recipe.Text.library(
            "A constant rate while something happens",
            "From the first packet on, either end sends exactly one packet every P seconds: a "
                + "waiting one if there is one, otherwise a decoy. It stops STOP_WINDOW "
                + "microseconds after the last packet, at a multiple of a hundred. An observer sees "
                + "little more than roughly how much was transferred. It is among the strongest "
                + "defences known and among the dearest: packets wait for their turn, and a fast "
                + "download is slowed to one packet per P.",
            "Tamaraw by Cai and others, 2014, with the soft stop of Gong and others"),
        "0.01 2000000",
        List.of(
            Parameter.real("P", 1e-6, 3600),
            Parameter.real("STOP_WINDOW", 0, Parameter.HOUR_MICROS)),
        (Recipe.Fixed)
            arguments -> {
              Machine[] machines = machines(arguments[0], arguments[1]).toArray(new Machine[0]);
              return Defence.onBothSides(machines);
            });
  }
}
