package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a block does to packets, and blocks to each other. */
class BlockingTest {
  private static Machine block(double after, double duration, boolean bypass, boolean replace) {
    return Machines.once(Event.NORMAL_SENT, Machines.blocking(after, duration, bypass, replace));
  }

  @Test
  void nothingLeavesDuringABlockAndEverythingInOrderAfterIt() {
    Lab lab = Lab.shaped(block(1, 100, false, false));
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= 500; i++) {
      lab.aliceSends(40 + i, i);
      if (i % 10 == 0) {
        lab.advance(1);
      }
    }
    assertThat(lab.sent()).isEqualTo(1);
    assertThat(lab.counters.queueLength()).isEqualTo(500);
    lab.advance(100);

    assertThat(lab.delivered()).isEqualTo(IntStream.rangeClosed(0, 500).boxed().toList());
    assertThat(lab.fromAlice()).containsOnly(Lab.SIZE);
    assertThat(lab.counters.queueLength()).isZero();
    assertThat(lab.counters.blockedSeconds()).isEqualTo(0.1);
  }

  /** A first block lasts from 1 to 50 ms; a second one is due at 20 ms. */
  @ParameterizedTest
  @CsvSource({
    // duration, replace, ends at, outcome of the second
    "10,  false, 51,  BLOCKING_KEPT",
    "10,  true,  30,  BLOCKING_APPLIED",
    "100, false, 120, BLOCKING_APPLIED",
    "100, true,  120, BLOCKING_APPLIED",
    "0,   false, 51,  BLOCKING_KEPT",
    "0,   true,  20,  BLOCKING_APPLIED",
  })
  void aSecondBlockKeepsExtendsOrReplacesTheFirst(
      int duration, boolean replace, int endsAt, Outcome outcome) {
    Lab lab = Lab.shaped(block(1, 50, false, false), block(20, duration, true, replace));
    lab.aliceSends(100, 1);
    lab.advance(2);
    lab.aliceSends(100, 2);
    lab.world.advance(Duration.ofMillis(endsAt - 2).minusNanos(1));
    assertThat(lab.delivered()).containsExactly(1);
    lab.world.advance(Duration.ofNanos(1));

    assertThat(lab.delivered()).containsExactly(1, 2);
    assertThat(lab.counters.outcomes(outcome))
        .isEqualTo(outcome == Outcome.BLOCKING_APPLIED ? 2 : 1);
    assertThat(lab.counters.events(TriggerEvent.BLOCKING_BEGIN)).isEqualTo(2);
    assertThat(lab.counters.events(TriggerEvent.BLOCKING_END)).isEqualTo(1);
  }

  @Test
  void aChangedBlockAlsoChangesWhoMayBypassIt() {
    Lab lab =
        Lab.shaped(
            block(1, 50, false, false),
            block(20, 100, true, false),
            Machines.once(Event.NORMAL_SENT, Machines.padding(10, true, false)),
            Machines.once(Event.NORMAL_SENT, Machines.padding(30, true, false)));
    lab.aliceSends(100, 1);
    lab.advance(15);
    assertThat(lab.sent()).isEqualTo(1);
    lab.advance(20);
    assertThat(lab.sent()).isEqualTo(2);
    lab.advance(100);
    assertThat(lab.sent()).isEqualTo(3);
  }

  @Test
  void aBlockOfNoLengthBeginsAndEnds() {
    Lab lab = Lab.shaped(block(1, 0, false, true));
    lab.aliceSends(100, 1);
    lab.advance(1);
    lab.aliceSends(100, 2);

    assertThat(lab.delivered()).containsExactly(1, 2);
    assertThat(lab.counters.events(TriggerEvent.BLOCKING_BEGIN)).isEqualTo(1);
    assertThat(lab.counters.events(TriggerEvent.BLOCKING_END)).isEqualTo(1);
  }

  @Test
  void aFullQueueDropsTheNewestAndNeverOvertakes() {
    Lab lab = Lab.shaped(block(1, 100, false, false));
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= HeldPackets.CAPACITY + 7; i++) {
      lab.aliceSends(60, i);
    }
    lab.advance(200);

    assertThat(lab.delivered())
        .isEqualTo(IntStream.rangeClosed(0, HeldPackets.CAPACITY).boxed().toList());
    assertThat(lab.alice.dropped(DropReason.SHAPED)).isEqualTo(7);
    assertThat(lab.counters.discardedPackets()).isEqualTo(7);
  }

  @Test
  void noPacketIsHeldLongerThanTheProfileAllows() {
    DaitaSettings settings =
        new DaitaSettings(
            Lab.compiled(block(1, 60_000, false, false)),
            new Limits(0, 0),
            DaitaSettings.Budget.UNLIMITED,
            Optional.empty(),
            true,
            Duration.ofMillis(700));
    Lab lab = Lab.shaped(settings);
    lab.aliceSends(100, 1);
    lab.advance(2000);
    lab.aliceSends(100, 2);
    lab.advance(699);
    assertThat(lab.delivered()).containsExactly(1);
    lab.advance(1);

    assertThat(lab.delivered()).containsExactly(1, 2);
    assertThat(lab.counters.outcomes(Outcome.BLOCKING_CUT)).isEqualTo(1);
    assertThat(lab.counters.events(TriggerEvent.BLOCKING_END)).isEqualTo(1);
  }

  private static Lab holding(int most, int minFree) {
    return Lab.shaped(
        DaitaSettings.of(Lab.compiled(block(1, 4000, false, false)), new Limits(0, 0))
            .withHolding(new DaitaSettings.Holding(most, minFree)));
  }

  @Test
  void aBlockEndsWhenTooFewPlacesAreLeft() {
    Lab lab = holding(10, 5);
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= 5; i++) {
      lab.aliceSends(100, i);
    }
    lab.advance(100);
    assertThat(lab.delivered()).containsExactly(0);
    lab.aliceSends(100, 6);
    lab.advance(1);

    assertThat(lab.delivered()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(lab.counters.outcomes(Outcome.BLOCKING_CUT)).isEqualTo(1);
  }

  @Test
  void aBlockHoldsNoMoreThanItMay() {
    Lab lab = holding(3, 0);
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= 5; i++) {
      lab.aliceSends(100, i);
    }
    lab.advance(4000);

    assertThat(lab.delivered()).containsExactly(0, 1, 2, 3);
    assertThat(lab.alice.dropped(DropReason.SHAPED)).isEqualTo(2);
  }

  @Test
  void keysThatChangeDuringABlockLoseNothing() {
    Lab lab = Lab.shaped(block(1, 4000, false, false));
    lab.aliceSends(100, 1);
    lab.advance(10);
    lab.aliceSends(100, 2);
    lab.alice.tunnel.handshake(lab.bob.key()).subscribe();
    lab.advance(100);
    lab.aliceSends(100, 3);
    lab.bobSends(100, 9);
    lab.advance(3890);
    assertThat(lab.delivered()).containsExactly(1);
    lab.advance(10);

    assertThat(lab.delivered()).containsExactly(1, 2, 3);
  }

  @Test
  void roamingDuringABlockLosesNothing() {
    Lab lab = Lab.shaped(block(1, 100, false, false));
    lab.aliceSends(100, 1);
    lab.advance(10);
    lab.aliceSends(100, 2);
    lab.bob.transport.move(Endpoint.of(Packets.address("192.0.2.77"), 7777, 0));
    lab.bobSends(100, 9);
    lab.aliceSends(100, 3);
    lab.advance(100);

    assertThat(lab.delivered()).containsExactly(1, 2, 3);
  }

  @Test
  void aBlockThatEndsWithoutASessionKeepsItsPacketsForTheNextOne() {
    Lab lab = Lab.shaped(block(600_000, 1000, false, false));
    lab.aliceSends(100, 1);
    lab.advance(600_001);
    lab.network.path(datagram -> java.util.List.of());
    lab.aliceSends(100, 2);
    lab.aliceSends(100, 3);
    lab.advance(2000);
    lab.network.path(java.util.List::of);
    lab.advance(10_000);
    lab.aliceSends(100, 4);

    assertThat(lab.delivered()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void handshakesAndKeepalivesAreNotHeld() {
    Lab lab = Lab.shaped(block(1, 60_000, false, false));
    lab.aliceSends(100, 1);
    lab.advance(10);
    lab.bobSends(100, 9);
    lab.advance(11_000);

    assertThat(lab.sent()).isEqualTo(2);
    assertThat(lab.delivered()).containsExactly(1);
  }

  @Test
  void moreThanTheTransportTakesAtOnceStillLeavesInOrder() {
    Lab lab = Lab.shaped(block(1, 100, false, false));
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= 900; i++) {
      lab.aliceSends(60, i);
    }
    lab.alice.transport.writable(false);
    lab.advance(150);
    lab.aliceSends(60, 901);
    for (int i = 0; i < 20; i++) {
      lab.alice.transport.writable(true);
      lab.alice.transport.writable(false);
      lab.settle();
    }
    lab.alice.transport.writable(true);
    lab.settle();

    assertThat(lab.delivered()).isEqualTo(IntStream.rangeClosed(0, 901).boxed().toList());
  }
}
