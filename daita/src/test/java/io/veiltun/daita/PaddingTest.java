package io.veiltun.daita;

import static io.veiltun.daita.DaitaCounters.Outcome.PADDING_NO_SESSION;
import static io.veiltun.daita.DaitaCounters.Outcome.PADDING_REPLACED;
import static io.veiltun.daita.DaitaCounters.Outcome.PADDING_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens when the timer of a padding expires, for every state of the way out. */
class PaddingTest {
  /**
   * A packet leaves at 0 ms, a block lasts from 1 to 100 ms, maybe a second packet comes at 5 ms,
   * and the padding is due at 10 ms.
   *
   * @param passes what has left between the two ends of the block
   * @param flushed what leaves at its end
   */
  @ParameterizedTest
  @CsvSource({
    // bypassable, bypass, replace, packet held, passes, flushed, outcome
    "true,  true,  true,  true,  1, 0, PADDING_REPLACED",
    "true,  true,  true,  false, 1, 0, PADDING_SENT",
    "true,  true,  false, true,  1, 1, PADDING_SENT",
    "true,  true,  false, false, 1, 0, PADDING_SENT",
    "true,  false, true,  true,  0, 1, PADDING_REPLACED",
    "true,  false, true,  false, 0, 1, PADDING_HELD",
    "true,  false, false, true,  0, 2, PADDING_HELD",
    "true,  false, false, false, 0, 1, PADDING_HELD",
    "false, true,  true,  true,  0, 1, PADDING_REPLACED",
    "false, true,  true,  false, 0, 1, PADDING_HELD",
    "false, true,  false, true,  0, 2, PADDING_HELD",
    "false, true,  false, false, 0, 1, PADDING_HELD",
    "false, false, true,  true,  0, 1, PADDING_REPLACED",
    "false, false, true,  false, 0, 1, PADDING_HELD",
    "false, false, false, true,  0, 2, PADDING_HELD",
    "false, false, false, false, 0, 1, PADDING_HELD",
  })
  void paddingDuringABlock(
      boolean bypassable,
      boolean bypass,
      boolean replace,
      boolean packetHeld,
      int passes,
      int flushed,
      Outcome outcome) {
    Lab lab =
        Lab.shaped(
            Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 99, bypassable, false)),
            Machines.once(Event.NORMAL_SENT, Machines.padding(10, bypass, replace)));
    lab.aliceSends(100, 1);
    lab.advance(5);
    assertThat(lab.sent()).isEqualTo(1);
    if (packetHeld) {
      lab.aliceSends(200, 2);
    }
    lab.advance(94);

    assertThat(lab.sent() - 1).as("leave during the block").isEqualTo(passes);
    lab.advance(10);
    assertThat(lab.sent() - 1 - passes).as("leave at its end").isEqualTo(flushed);
    assertThat(lab.fromAlice()).containsOnly(Lab.SIZE);
    if (packetHeld) {
      assertThat(lab.delivered()).containsExactly(1, 2);
    } else {
      assertThat(lab.delivered()).containsExactly(1);
    }
    assertThat(lab.counters.outcomes(outcome)).isEqualTo(1);
    assertThat(lab.counters.events(TriggerEvent.PADDING_SENT)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void withoutABlockThePaddingIsSentAtOnce(boolean bypass, boolean replace) {
    Lab lab = Lab.shaped(Machines.once(Event.NORMAL_SENT, Machines.padding(10, bypass, replace)));
    lab.aliceSends(100, 1);
    lab.world.advance(Duration.ofNanos(9_999_999));
    assertThat(lab.sent()).isEqualTo(1);
    lab.world.advance(Duration.ofNanos(1));

    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE, Lab.SIZE);
    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.counters.outcomes(PADDING_SENT)).isEqualTo(1);
  }

  @Test
  void aPacketThatHasNotLeftYetReplacesThePadding() {
    Lab lab = Lab.shaped(Machines.once(Event.NORMAL_SENT, Machines.padding(10, false, true)));
    lab.alice.transport.writable(false);
    lab.aliceSends(100, 1);
    lab.advance(20);

    assertThat(lab.counters.outcomes(PADDING_REPLACED)).isEqualTo(1);
    lab.alice.transport.writable(true);
    lab.advance(20);
    assertThat(lab.sent()).isEqualTo(1);
  }

  @Test
  void dataGoesFirstWhileTheTransportIsBusy() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 10));
    lab.alice.transport.writable(false);
    lab.aliceSends(100, 1);
    lab.aliceSends(100, 2);
    lab.advance(55);
    assertThat(lab.counters.outcomes(Outcome.PADDING_BUSY)).isEqualTo(5);

    lab.alice.transport.writable(true);
    lab.settle();
    assertThat(lab.delivered()).containsExactly(1, 2);
    assertThat(lab.sent()).isEqualTo(2);
  }

  @Test
  void decoysNeverReachTheOtherEndsDevice() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 10));
    long before = lab.bobCounters.events(TriggerEvent.PADDING_RECV);
    lab.aliceSends(100, 1);
    lab.advance(1000);

    assertThat(lab.sent()).isEqualTo(101);
    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.bobCounters.events(TriggerEvent.PADDING_RECV)).isEqualTo(before + 100);
  }

  @Test
  void aDecoyTellsWhereItsSenderIs() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 10));
    lab.aliceSends(100, 1);
    Endpoint elsewhere = Endpoint.of(new byte[] {(byte) 192, 0, 2, 77}, 7, 0);
    lab.alice.transport.move(elsewhere);
    lab.advance(10);

    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.bob.tunnel.status().peers().getFirst().endpoint()).isEqualTo(elsewhere);
  }

  @Test
  void withoutASessionNothingIsSentAndNoHandshakeAsked() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 60_000));
    lab.aliceSends(100, 1);
    lab.network.path(datagram -> java.util.List.of());
    lab.advance(600_000);
    lab.forget();
    long unanswered = lab.counters.outcomes(PADDING_NO_SESSION);
    lab.advance(600_000);

    assertThat(lab.network.seen()).isEmpty();
    assertThat(lab.counters.outcomes(PADDING_NO_SESSION)).isEqualTo(unanswered + 10);
  }

  @Test
  void aNewActionReplacesThePendingOneOfTheSameMachine() {
    Machine machine = Machines.on(Event.NORMAL_SENT, Machines.padding(10, false, false));
    Lab lab = Lab.shaped(machine);
    for (int i = 0; i < 5; i++) {
      lab.aliceSends(100, i);
      lab.advance(8);
    }
    assertThat(lab.sent()).isEqualTo(5);
    lab.advance(100);
    assertThat(lab.sent()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"NORMAL_SENT, TUNNEL_SENT", "TUNNEL_RECV, NORMAL_RECV"})
  void eventsOfAPacketComeInTheirOrder(Event first, Event second) {
    Machine machine =
        Machines.of(
            State.builder().on(first, 1).build(),
            State.builder().on(second, 2).on(first, Transition.END).build(),
            State.builder().action(Machines.padding(1, false, false)).build());
    Lab lab = Lab.shaped(machine);
    lab.aliceSends(100, 1);
    lab.bobSends(100, 2);
    lab.advance(2);

    assertThat(lab.counters.outcomes(PADDING_SENT)).isEqualTo(1);
  }

  @Test
  void keepalivesAndHandshakesAreNoEvents() {
    Lab lab = Lab.shaped();
    lab.aliceSends(100, 1);
    long sent = lab.counters.events(TriggerEvent.TUNNEL_SENT);
    long received = lab.counters.events(TriggerEvent.TUNNEL_RECV);
    lab.advance(11_000);
    assertThat(lab.fromBob()).hasSize(1);
    lab.alice.tunnel.handshake(lab.bob.key()).subscribe();
    lab.advance(60_000);

    assertThat(lab.sent()).isGreaterThan(1);
    assertThat(lab.counters.events(TriggerEvent.TUNNEL_SENT)).isEqualTo(sent);
    assertThat(lab.counters.events(TriggerEvent.TUNNEL_RECV)).isEqualTo(received);
  }
}
