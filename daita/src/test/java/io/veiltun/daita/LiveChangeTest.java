package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.tunnel.Traffic;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** DAITA comes, changes and goes while the tunnel runs. */
class LiveChangeTest {
  private static final int INITIATION = 1;

  private static long handshakes(Lab lab) {
    return lab.network.seen().stream().filter(d -> d.type() == INITIATION).count();
  }

  @Test
  void switchingOnChangingAndOffLosesNoPacketAndNoSession() {
    Lab lab = new Lab();
    lab.aliceSends(100, 0);
    for (int i = 1; i <= 60; i++) {
      switch (i) {
        case 10 -> lab.shapeAlice(DaitaSettings.sizeOnly());
        case 20 -> lab.shapeBob(DaitaSettings.sizeOnly());
        case 30 -> lab.shapeAlice(Lab.settings(Machines.ticking(Event.NORMAL_SENT, 3)));
        case 40 -> lab.shape(lab.alice, lab.bob, Shaper.NONE);
        case 50 -> lab.shape(lab.bob, lab.alice, Shaper.NONE);
        default -> {}
      }
      lab.aliceSends(100, i);
      lab.advance(5);
    }

    assertThat(lab.delivered()).isEqualTo(IntStream.rangeClosed(0, 60).boxed().toList());
    assertThat(handshakes(lab)).isEqualTo(1);
    var sent = lab.alice.tunnel.status().peers().getFirst().sent();
    assertThat(sent.packets().get(Traffic.Kind.DATA)).isEqualTo(61);
    assertThat(sent.packets().get(Traffic.Kind.DECOY)).isPositive();
  }

  @Test
  void packetsHeldByTheOldMachinesLeaveFirst() {
    Lab lab =
        Lab.shaped(Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 60_000, false, false)));
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= 300; i++) {
      lab.aliceSends(100, i);
    }
    lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.aliceSends(100, 301);

    assertThat(lab.delivered()).isEqualTo(IntStream.rangeClosed(0, 301).boxed().toList());
  }

  @Test
  void packetsHeldWhileTheTransportIsBusyOutliveTheirMachines() {
    Lab lab =
        Lab.shaped(Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 60_000, false, false)));
    lab.aliceSends(100, 0);
    lab.advance(2);
    for (int i = 1; i <= 300; i++) {
      lab.aliceSends(100, i);
    }
    lab.alice.transport.writable(false);
    lab.bobSends(100, 900);
    lab.alice.tunnel.handshake(lab.bob.key()).subscribe();
    lab.shape(lab.alice, lab.bob, Shaper.NONE);
    lab.alice.transport.writable(true);
    lab.aliceSends(100, 301);
    lab.advance(10);

    assertThat(lab.delivered())
        .startsWith(IntStream.rangeClosed(0, 255).boxed().toArray(Integer[]::new));
    assertThat(lab.delivered()).endsWith(301).isSorted();
  }

  @Test
  void packetsHeldWithoutASessionOutliveTheirMachines() {
    Lab lab =
        Lab.shaped(
            Machines.once(Event.NORMAL_SENT, Machines.blocking(600_000, 60_000, false, false)));
    lab.aliceSends(100, 0);
    lab.advance(600_001);
    lab.network.path(datagram -> List.of());
    for (int i = 1; i <= 50; i++) {
      lab.aliceSends(100, i);
    }
    lab.shape(lab.alice, lab.bob, Shaper.NONE);
    lab.network.path(List::of);
    lab.aliceSends(100, 51);
    lab.advance(10_000);

    assertThat(lab.delivered()).isEqualTo(IntStream.rangeClosed(0, 51).boxed().toList());
  }

  @Test
  void afterItsEndAShaperSendsNothingAndWakesNobody() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_RECV, 10));
    DaitaCounters counters = new DaitaCounters();
    DaitaShaper old =
        new DaitaShaper(
            Lab.settings(Machines.ticking(Event.PADDING_RECV, 10)),
            Xoshiro256StarStar.fromSeed(3),
            counters);
    lab.shape(lab.alice, lab.bob, old);
    lab.shape(lab.alice, lab.bob, Shaper.NONE);
    lab.forget();
    MemorySegment probe = Arena.ofAuto().allocate(1420);
    DecoyFormat.writeHeader(probe, 1420, DecoyFormat.PROBE, 1420);
    assertThat(old.opened(probe, 0, 1420, lab.world.nanos())).isEqualTo(Shaper.Arrival.DECOY);
    lab.advance(1000);

    assertThat(lab.fromAlice()).isEmpty();
    assertThat(counters.events(TriggerEvent.PADDING_RECV)).isZero();
  }

  @Test
  void countersGoOnWithTheNextMachines() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 10));
    lab.aliceSends(100, 0);
    lab.advance(100);
    lab.shapeAlice(Lab.settings(Machines.ticking(Event.NORMAL_SENT, 10)));
    lab.aliceSends(100, 1);
    lab.advance(100);

    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.PADDING_SENT)).isEqualTo(20);
  }

  @Test
  void machinesOutliveKeysAndRoaming() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 1000));
    lab.aliceSends(100, 0);
    lab.advance(600_000);

    assertThat(handshakes(lab)).isGreaterThanOrEqualTo(4);
    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.PADDING_SENT)).isEqualTo(600);
  }

  @Test
  void afterASuspendTimersAreDiscardedAndMachinesGoOn() {
    Lab lab =
        Lab.shaped(
            Machines.ticking(Event.NORMAL_SENT, 100), Machines.ticking(Event.NORMAL_SENT, 70));
    lab.aliceSends(100, 0);
    lab.advance(1000);
    long sent = lab.counters.outcomes(DaitaCounters.Outcome.PADDING_SENT);
    lab.world.sleep(Duration.ofSeconds(60));

    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.PADDING_SENT)).isEqualTo(sent);
    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.PADDING_LATE)).isEqualTo(2);
    lab.advance(1000);
    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.PADDING_SENT)).isEqualTo(sent + 10 + 14);
  }

  @Test
  void aSuspendDuringABlockEndsIt() {
    Lab lab =
        Lab.shaped(Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 3000, false, false)));
    lab.aliceSends(100, 0);
    lab.advance(2);
    lab.aliceSends(100, 1);
    lab.world.sleep(Duration.ofSeconds(60));

    assertThat(lab.delivered()).containsExactly(0, 1);
    assertThat(lab.counters.events(TriggerEvent.BLOCKING_END)).isEqualTo(1);
  }

  @Test
  void aRemovedPeerTakesItsHeldPacketsAlong() {
    Lab lab =
        Lab.shaped(
            Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 3000, false, false)),
            Machines.ticking(Event.NORMAL_SENT, 10));
    lab.aliceSends(100, 0);
    lab.advance(2);
    lab.aliceSends(100, 1);
    lab.forget();
    lab.alice.tunnel.removePeer(lab.bob.key()).subscribe();
    lab.advance(10_000);

    assertThat(lab.fromAlice()).isEmpty();
  }
}
