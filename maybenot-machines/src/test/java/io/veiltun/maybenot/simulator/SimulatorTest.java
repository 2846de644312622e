package io.veiltun.maybenot.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatorTest {
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @EnumSource
  void aTraceWithoutMachinesStaysAsItIs(Fidelity fidelity) throws TraceFormatException {
    Trace trace = trace(40);
    Simulation result =
        new Simulator(Network.ofDelay(10 * MILLI), options(fidelity))
            .run(trace, Party.PLAIN, Party.PLAIN, 1);

    DefendedTrace seen = DefendedTrace.of(result);

    assertThat(seen.size()).isEqualTo(trace.size());
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.sent(i)).isEqualTo(trace.sent(i));
      assertThat(seen.padding(i)).isFalse();
      assertThat(seen.timeNanos(i) - seen.timeNanos(0))
          .isEqualTo(trace.timeNanos(i) - trace.timeNanos(0));
    }
    assertThat(Overhead.of(trace, seen).missing()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aUsedSimulatorGivesWhatANewOneGives(Fidelity fidelity) throws InvalidMachineException {
    Party client = Party.of(List.of(padding(), blocking()), 0, 0);
    Party server = Party.of(List.of(padding()), 0.5, 0);
    Simulator used = new Simulator(Network.ofDelay(10 * MILLI), options(fidelity));
    used.run(trace(60), server, client, 5);

    Simulation again = used.run(trace(40), client, server, 3);

    Simulation fresh =
        new Simulator(Network.ofDelay(10 * MILLI), options(fidelity))
            .run(trace(40), client, server, 3);
    assertThat(text(again)).isEqualTo(text(fresh));
    assertThat(text(used.run(trace(40), client, server, 4))).isNotEqualTo(text(fresh));
  }

  @Test
  void blockingHoldsDataPacketsUntilItEnds() throws InvalidMachineException {
    Party client = Party.of(List.of(blocking()), 0, 0);
    Trace trace = Trace.builder().add(0, true).add(3 * MILLI, true).add(50 * MILLI, true).build();

    Simulation result =
        new Simulator(Network.unlimited(MILLI), Options.DEFAULT).run(trace, client, Party.PLAIN, 1);

    List<Long> held = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      if (result.client(i) && result.event(i) == TriggerEvent.TUNNEL_SENT) {
        held.add(result.heldNanos(i));
      }
    }
    assertThat(held).containsExactly(0L, 9 * MILLI, 0L);
    Evaluation evaluation = new Evaluation();
    evaluation.add(trace, result);
    assertThat(evaluation.clientLatency())
        .isEqualTo(new Latency(3, 0, 9 * MILLI, 9 * MILLI, 9 * MILLI));
  }

  @Test
  void aBottleneckSpreadsWhatExceedsItsRate() {
    Trace.Builder trace = Trace.builder();
    for (int i = 0; i < 5; i++) {
      trace.add(0, true);
    }
    Simulation result =
        new Simulator(new Network(10 * MILLI, 3), Options.DEFAULT)
            .run(trace.build(), Party.PLAIN, Party.PLAIN, 1);

    List<Long> arrivals = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      if (result.event(i) == TriggerEvent.TUNNEL_RECV) {
        arrivals.add(result.timeNanos(i));
      }
    }
    assertThat(arrivals)
        .containsExactly(
            10 * MILLI, 10 * MILLI, 10 * MILLI, 10 * MILLI + 333_333_333, 10 * MILLI + 666_666_666);
  }

  @Test
  void integrationDelaysFollowFromTheSeedAndDoNotChangeWhenPacketsLeave()
      throws InvalidMachineException {
    Party client =
        new Party(
            Party.of(List.of(padding()), 0, 0).machines(),
            Party.PLAIN.limits(),
            Optional.of(IntegrationDelays.EXAMPLE));
    Simulator simulator = new Simulator(Network.unlimited(10 * MILLI), Options.DEFAULT);

    Simulation first = simulator.run(trace(40), client, Party.PLAIN, 9);
    Simulation second = simulator.run(trace(40), client, Party.PLAIN, 9);
    Simulation immediate =
        simulator.run(trace(40), Party.of(List.of(padding()), 0, 0), Party.PLAIN, 9);

    assertThat(text(second)).isEqualTo(text(first));
    assertThat(text(immediate)).isNotEqualTo(text(first));
    assertThat(normalSent(first)).isEqualTo(normalSent(immediate));
  }

  @Test
  void theLimitsEndASimulationThatWouldNotEnd() throws InvalidMachineException {
    Party client = Party.of(List.of(padding()), 0, 0);
    Options endless = new Options(Fidelity.STABLE, Mode.STRICT, 0, 500, true, true, true);

    Simulation result =
        new Simulator(Network.unlimited(MILLI), endless).run(trace(4), client, Party.PLAIN, 1);

    assertThat(result.iterations()).isEqualTo(500);
    for (int i = 0; i < result.size(); i++) {
      assertThat(result.client(i)).isTrue();
      assertThat(result.event(i)).isIn(TriggerEvent.TUNNEL_SENT, TriggerEvent.TUNNEL_RECV);
    }
    assertThat(
            new Simulator(Network.unlimited(MILLI), endless.withLimits(7, 0))
                .run(trace(40), client, Party.PLAIN, 1)
                .size())
        .isEqualTo(7);
  }

  @Test
  void anExperimentReportsEveryTrace() {
    List<String> reports = new ArrayList<>();
    Evaluation evaluation =
        new Experiment(Network.ofDelay(MILLI), Options.DEFAULT, Party.PLAIN, Party.PLAIN, 1)
            .run(List.of(trace(4), trace(8)), (done, total) -> reports.add(done + "/" + total));

    assertThat(reports).containsExactly("1/2", "2/2");
    assertThat(evaluation.traces()).isEqualTo(2);
    assertThat(evaluation.eachDefined(Overhead::data)).isEqualTo(new Statistic(2, 0, 0, 0));
    // Four events a packet, but the trace is over before the last one's NormalRecv.
    assertThat(evaluation.events()).isEqualTo(46);
  }

  private static Options options(Fidelity fidelity) {
    return fidelity == Fidelity.COMPAT ? Options.COMPAT : Options.DEFAULT;
  }

  /** Alternating directions, a packet each 3 ms. */
  private static Trace trace(int packets) {
    Trace.Builder trace = Trace.builder();
    for (int i = 0; i < packets; i++) {
      trace.add(3 * MILLI * i, i % 2 == 0);
    }
    return trace.build();
  }

  /** After each packet sent, padding within 2 to 8 ms. */
  private static Machine padding() {
    Dist timeout = new Dist(new DistType.Uniform(2_000, 8_000), 0, 0);
    return new Machine(
        Machine.UNLIMITED,
        0,
        0,
        0,
        List.of(
            State.builder().on(Event.TUNNEL_SENT, 1).build(),
            State.builder()
                .action(new Action.SendPadding(false, false, timeout, Optional.empty()))
                .on(Event.PADDING_SENT, 1)
                .build()));
  }

  /** From 2 ms after the first packet it sends, blocks for 10 ms, once. */
  private static Machine blocking() {
    return new Machine(
        0,
        0,
        Machine.UNLIMITED,
        0,
        List.of(
            State.builder().on(Event.TUNNEL_SENT, 1).build(),
            State.builder()
                .action(
                    new Action.BlockOutgoing(
                        false, false, Dist.at(2_000), Dist.at(10_000), Optional.empty()))
                .build()));
  }

  private static String text(Simulation simulation) {
    return EventText.of(simulation, true, 1) + " | " + EventText.of(simulation, false, 1);
  }

  private static List<Long> normalSent(Simulation simulation) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < simulation.size(); i++) {
      if (simulation.client(i) && simulation.tunnelSent(i) && !simulation.padding(i)) {
        times.add(simulation.timeNanos(i));
      }
    }
    return times;
  }
}
