package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.List;

/**
 * RegulaTor's machines on the relay: seven, which work together by signals.
 *
 * @param rate packets per second at the start of a surge, above 1
 * @param decay factor of the rate per second, below 1
 * @param threshold a new surge starts when this many times the rate is waiting
 * @param budget most decoys, unless a signal comes first
 * @param bins steps that approximate the decay
 */
public record RegulatorServer(
    double rate, double decay, double threshold, double budget, int bins) {
  private static final double SECOND = 1_000_000;

  /** The machines in the order in which they have to run. */
  public List<Machine> machines() {
    return List.of(
        Regulator.seal(), boot(), rateMachine(), surge(), echo(), budgetMachine(), blockRate());
  }

  /** Length of a bin in seconds: the bins reach until the rate is 1. */
  private double bin() {
    return Power.of(1 / rate).log() / Power.of(decay).log() / bins;
  }

  /** The mean rate of a bin. */
  private double rate(int index) {
    double from = index * bin();
    double to = (index + 1) * bin();
    Power power = Power.of(decay);
    return rate / (bin() * power.log()) * (power.to(to) - power.to(from));
  }

  private Dist interval(int index) {
    return Dist.at(SECOND / rate(index));
  }

  /** A state that times one bin; all machines return to their first bin on a signal. */
  private State.Builder timed(int next) {
    return State.builder()
        .action(Parts.timer(Dist.at(bin() * SECOND)))
        .on(Event.TIMER_BEGIN, next)
        .on(Event.SIGNAL, 1);
  }

  /** Ten packets in a second, then the signal that starts the others. */
  private static Machine boot() {
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.BLOCKING_BEGIN, 1).build(),
            State.builder()
                .action(Parts.slot(Dist.at(SECOND / 10), Dist.at(10)))
                .on(Event.PADDING_SENT, 1)
                .on(Event.LIMIT_REACHED, Transition.SIGNAL)
                .on(Event.BLOCKING_END, Transition.END)
                .build()));
  }

  private Machine rateMachine() {
    List<State> states = new ArrayList<>();
    states.add(State.builder().on(Event.SIGNAL, 1).on(Event.BLOCKING_END, Transition.END).build());
    for (int i = 0; i < bins; i++) {
      int sending = 2 + 2 * i;
      states.add(timed(sending).on(Event.BLOCKING_END, Transition.END).build());
      states.add(
          State.builder()
              .action(Parts.slot(interval(i)))
              .on(Event.TUNNEL_SENT, sending)
              .on(Event.TIMER_END, sending + 1)
              .on(Event.SIGNAL, 1)
              .on(Event.BLOCKING_END, Transition.END)
              .build());
    }
    states.add(
        State.builder()
            .action(Parts.slot(Dist.at(SECOND)))
            .on(Event.TUNNEL_SENT, 1 + 2 * bins)
            .on(Event.SIGNAL, 1)
            .on(Event.BLOCKING_END, Transition.END)
            .build());
    return Parts.unlimited(states);
  }

  private Machine surge() {
    List<State> states = new ArrayList<>();
    states.add(State.builder().on(Event.SIGNAL, 1).build());
    for (int i = 0; i < bins; i++) {
      int counting = 3 + 3 * i;
      states.add(timed(counting - 1).build());
      Dist waiting = Dist.at(Math.ceil(rate(i) * threshold) + 1);
      states.add(surgeCounter(counting).counterA(Parts.set(waiting)).build());
      states.add(surgeCounter(counting).counterA(Parts.DECREMENT).build());
    }
    states.add(
        State.builder().on(Event.NORMAL_SENT, Transition.SIGNAL).on(Event.SIGNAL, 1).build());
    return Parts.unlimited(states);
  }

  private static State.Builder surgeCounter(int counting) {
    return State.builder()
        .on(Event.NORMAL_SENT, counting)
        .on(Event.TIMER_END, counting + 1)
        .on(Event.COUNTER_ZERO, Transition.SIGNAL)
        .on(Event.SIGNAL, 1);
  }

  /** A machine does not get its own signal: this one sends it back to the surge machine. */
  private static Machine echo() {
    return Parts.unlimited(List.of(State.builder().on(Event.SIGNAL, Transition.SIGNAL).build()));
  }

  private Machine budgetMachine() {
    return Parts.unlimited(
        List.of(
            State.builder().on(Event.BLOCKING_BEGIN, 1).build(),
            State.builder()
                .counterA(Parts.set(Parts.uniform(1, budget)))
                .on(Event.NORMAL_SENT, 2)
                .on(Event.TUNNEL_SENT, 3)
                .build(),
            balance().counterA(Parts.INCREMENT).build(),
            balance().counterA(Parts.DECREMENT).build(),
            State.builder()
                .action(Parts.block(Parts.NOW, Parts.NOW))
                .on(Event.BLOCKING_BEGIN, Transition.SIGNAL)
                .on(Event.SIGNAL, Transition.END)
                .build()));
  }

  private static State.Builder balance() {
    return State.builder()
        .on(Event.NORMAL_SENT, 2)
        .on(Event.TUNNEL_SENT, 3)
        .on(Event.COUNTER_ZERO, 4);
  }

  /** Its last state waits 1000 s and blocks 1 us, as published; the two are probably swapped. */
  private Machine blockRate() {
    List<State> states = new ArrayList<>();
    states.add(State.builder().on(Event.BLOCKING_END, 1).build());
    for (int i = 0; i < bins; i++) {
      int blocking = 2 + 2 * i;
      states.add(timed(blocking).build());
      states.add(
          State.builder()
              .action(Parts.block(Parts.NOW, interval(i)))
              .on(Event.BLOCKING_END, blocking)
              .on(Event.TIMER_END, blocking + 1)
              .on(Event.SIGNAL, 1)
              .build());
    }
    states.add(
        State.builder()
            .action(Parts.block(Dist.at(1000 * SECOND), Dist.at(1), Dist.at(60)))
            .on(Event.BLOCKING_END, 1 + 2 * bins)
            .on(Event.SIGNAL, 1)
            .on(Event.LIMIT_REACHED, Transition.END)
            .build());
    return Parts.unlimited(states);
  }
}
