package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.maybenot.machine.Event;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PathProbeTest {
  private static Function<Datagram, List<Datagram>> narrow(int largest) {
    return datagram -> datagram.bytes().length > largest ? List.of() : List.of(datagram);
  }

  @Test
  void aPathWideEnoughIsConfirmedWithoutAnyOtherSize() {
    Lab lab = new Lab();
    DaitaShaper alice = lab.shapeAlice(DaitaSettings.sizeOnly());
    DaitaShaper bob = lab.shapeBob(DaitaSettings.sizeOnly());
    lab.aliceSends(100, 1);
    lab.advance(10_000);

    assertThat(alice.pathState()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(bob.pathState()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(lab.fromAlice()).containsOnly(Lab.SIZE);
    assertThat(lab.fromBob()).containsOnly(Lab.SIZE);
  }

  @Test
  void onANarrowPathDataPassesInTheLargestSizeThatFits() {
    Lab lab = new Lab();
    lab.network.path(narrow(1340));
    lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.shapeBob(DaitaSettings.sizeOnly());
    lab.aliceSends(100, 1);
    lab.advance(3000);
    lab.forget();
    lab.aliceSends(100, 2);
    lab.aliceSends(1280, 3);
    lab.aliceSends(1400, 4);
    lab.bobSends(100, 5);

    assertThat(lab.delivered()).containsExactly(2, 3);
    assertThat(lab.fromAlice()).containsExactly(1300 + 32, 1300 + 32);
    assertThat(lab.alice.device.answers()).hasSize(1);
    assertThat(lab.alice.device.delivered()).hasSize(1);
  }

  @Test
  void anEndThatDoesNotAnswerIsLeftAloneWhenAnythingComesBack() {
    Lab lab = new Lab();
    DaitaShaper alice = lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.aliceSends(100, 1);
    lab.bobSends(100, 2);
    lab.advance(10_000);

    assertThat(alice.pathState()).isEqualTo(PathProbe.State.UNCONFIRMED);
    assertThat(lab.fromAlice()).containsOnly(Lab.SIZE);
  }

  @Test
  void machinesStartWhenTheSizeIsSettled() {
    Lab lab = new Lab();
    lab.network.path(narrow(1340));
    lab.shapeAlice(Lab.settings(Machines.ticking(Event.NORMAL_SENT, 10)));
    lab.shapeBob(DaitaSettings.sizeOnly());
    lab.aliceSends(100, 1);
    lab.advance(3000);
    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.PADDING_SENT)).isZero();
    lab.aliceSends(100, 2);
    lab.forget();
    lab.advance(1000);

    assertThat(lab.fromAlice()).hasSize(100).containsOnly(1300 + 32);
  }

  @Test
  void anEndWithALargerMtuTakesTheSmallerOneOfTheOther() {
    Lab lab = new Lab(1360, 1420);
    lab.shapeAlice(Lab.settings(Machines.ticking(Event.NORMAL_SENT, 10)));
    lab.shapeBob(Lab.settings(Machines.ticking(Event.NORMAL_RECV, 10)));
    lab.aliceSends(100, 1);
    lab.bobSends(100, 2);
    lab.bobSends(1400, 3);
    lab.aliceSends(100, 4);
    lab.advance(1000);

    assertThat(lab.fromAlice()).hasSizeGreaterThan(50).containsOnly(1360 + 32);
    assertThat(lab.fromBob()).hasSizeGreaterThan(50).containsOnly(1360 + 32);
    assertThat(lab.bob.device.answers()).hasSize(1);
  }

  /** A packet that fills its message tells nothing of the size, so it must not come first. */
  @Test
  void theFirstMessageOfASessionTellsTheSize() {
    Lab lab = new Lab(1360, 1420);
    lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.shapeBob(DaitaSettings.sizeOnly());
    lab.network.path(datagram ->
        lab.fromAlice().size() > 1 && datagram.from().sameRemote(Lab.ALICE)
            ? List.of()
            : List.of(datagram));
    lab.aliceSends(1360, 1);
    lab.bobSends(100, 2);

    assertThat(lab.fromBob()).isNotEmpty().containsOnly(1360 + 32);
  }

  @Test
  void theSizeIsKnownBeforeWhatArrivedIsDelivered() {
    Lab lab = new Lab();
    DaitaShaper bob = lab.shapeBob(DaitaSettings.sizeOnly());
    MemorySegment decoy = Arena.ofAuto().allocate(1360);
    DecoyFormat.write(decoy, 1360);
    bob.opened(decoy, 0, 1360, lab.world.nanos());

    assertThat(bob.mtu(1420)).isEqualTo(1360);
  }

  @Test
  void aPaddedPacketTellsTheSizeAndAnOrdinaryOneDoesNot() {
    Lab lab = new Lab();
    DaitaShaper bob = lab.shapeBob(DaitaSettings.sizeOnly());
    MemorySegment plaintext = Arena.ofAuto().allocate(1420);
    MemorySegment.copy(
        MemorySegment.ofArray(Packets.udp("10.0.0.1", "10.0.0.2", 1000, 1)), 0, plaintext, 0, 1000);
    bob.opened(plaintext, 0, 1000, lab.world.nanos());
    bob.opened(plaintext, 0, 1015, lab.world.nanos());
    assertThat(bob.mtu(1420)).isEqualTo(1420);
    bob.opened(plaintext, 0, 1360, lab.world.nanos());
    assertThat(bob.mtu(1420)).isEqualTo(1360);
  }

  @Test
  void aSmallerSizeOfTheOtherEndHoldsForTheNextProbeToo() {
    peerSize.shaped(1360);
    probe.begin(1420, 0);
    wakeTimes(3);

    assertThat(asked.sizes).startsWith(1360, 1360, 1360, 1360, 1340).doesNotContain(1420);
    probe.answer(1360);
    assertThat(probe.state()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(probe.size(1420)).isEqualTo(1360);
  }

  @Test
  void theAnswerToTheFullSizeConfirmsASmallerOneToo() {
    probe.begin(1420, 0);
    peerSize.shaped(1360);
    probe.answer(1420);

    assertThat(probe.state()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(probe.size(1420)).isEqualTo(1360);
  }

  @Test
  void aRestartedEndIsConfirmedAgain() {
    Lab lab = Lab.shaped();
    DaitaShaper again = lab.shapeBob(DaitaSettings.sizeOnly());
    lab.advance(10);
    assertThat(again.pathState()).isEqualTo(PathProbe.State.CONFIRMED);
  }

  private static final class Asked implements PathProbe.Sender {
    Outcome outcome = Outcome.PADDING_SENT;
    final List<Integer> sizes = new ArrayList<>();

    @Override
    public Outcome probe(int size, long now) {
      if (outcome == Outcome.PADDING_SENT) {
        sizes.add(size);
      }
      return outcome;
    }
  }

  private final Asked asked = new Asked();
  private final PeerSize peerSize = new PeerSize();
  private final PathProbe probe = new PathProbe(asked, peerSize);

  private void peerProbes(int bytes, long now) {
    probe.peerProbes(peerSize.probe(bytes, now), now);
  }

  private void wakeTimes(int times) {
    for (int i = 0; i < times && probe.nextAt() != Long.MAX_VALUE; i++) {
      probe.wake(probe.nextAt());
    }
  }

  @Test
  void probesThatDidNotLeaveSayNothingAboutThePath() {
    asked.outcome = Outcome.PADDING_BUSY;
    probe.begin(1420, 0);
    probe.heard();
    wakeTimes(50);
    assertThat(probe.state()).isEqualTo(PathProbe.State.ASKING);
    asked.outcome = Outcome.PADDING_SENT;
    wakeTimes(1);
    probe.answer(1420);

    assertThat(probe.state()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(asked.sizes).containsExactly(1420);
  }

  @Test
  void aProbeThatFoundNoRoomLeavesWhenThereIsSome() {
    asked.outcome = Outcome.PADDING_BUSY;
    probe.begin(1420, 0);
    asked.outcome = Outcome.PADDING_SENT;
    probe.begin(1420, 1);
    probe.begin(1420, 2);
    assertThat(asked.sizes).containsExactly(1420);
  }

  @Test
  void withoutASessionItWaitsForTheNext() {
    asked.outcome = Outcome.PADDING_NO_SESSION;
    probe.begin(1420, 0);
    assertThat(probe.nextAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(probe.isOver()).isFalse();
    asked.outcome = Outcome.PADDING_SENT;
    probe.begin(1420, 1);
    assertThat(asked.sizes).containsExactly(1420);
  }

  @Test
  void theSearchAsksForTheFullSizeOnceMore() {
    probe.begin(1420, 0);
    wakeTimes(3);
    assertThat(asked.sizes.subList(3, 5)).containsExactly(1420, 1412);
    probe.answer(1300);
    probe.answer(1420);

    assertThat(probe.state()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(probe.size(1420)).isEqualTo(1420);
  }

  @Test
  void aForgedAnswerNeverMakesTheSizeSmallerThanAnyPathCarries() {
    probe.begin(1420, 0);
    probe.answer(1);
    probe.answer(575);
    wakeTimes(3);
    probe.answer(0);
    probe.answer(1);
    probe.answer(575);
    probe.answer(65_535);
    wakeTimes(10);
    probe.answer(7);
    peerSize.shaped(4);

    assertThat(probe.state()).isEqualTo(PathProbe.State.UNCONFIRMED);
    assertThat(probe.size(1420)).isBetween(576, 1420);
  }

  @Test
  void anAnswerThatIsSlowerThanTheSearchStillCounts() {
    probe.begin(1420, 0);
    wakeTimes(20);
    assertThat(probe.state()).isEqualTo(PathProbe.State.UNCONFIRMED);
    probe.answer(1340);
    probe.answer(1300);

    assertThat(probe.state()).isEqualTo(PathProbe.State.CONFIRMED);
    assertThat(probe.size(1420)).isEqualTo(1340);
  }

  @Test
  void anEndThatStartsAgainWithASmallerMtuIsFollowed() {
    probe.begin(1420, 0);
    peerProbes(1420, 0);
    probe.answer(1420);
    assertThat(probe.size(1420)).isEqualTo(1420);
    peerProbes(1280, 60_000_000_000L);
    assertThat(probe.size(1420)).isEqualTo(1280);
    peerProbes(1420, 120_000_000_000L);
    assertThat(probe.size(1420)).isEqualTo(1420);
  }

  @Test
  void anEndThatStartsAgainIsAskedAgainIfItNeverAnswered() {
    probe.begin(1420, 0);
    peerProbes(1420, 0);
    wakeTimes(20);
    assertThat(probe.state()).isEqualTo(PathProbe.State.UNCONFIRMED);
    asked.sizes.clear();
    peerProbes(1420, 60_000_000_000L);

    assertThat(asked.sizes).containsExactly(1420);
  }

  @Test
  void anotherImplementationsFillerIsNoProbe() {
    Lab lab = Lab.shaped();
    DaitaShaper alice = lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.forget();
    MemorySegment decoy = Arena.ofAuto().allocate(Host.MTU);
    decoy.fill((byte) 1);
    decoy.set(ValueLayout.JAVA_BYTE, 0, DecoyFormat.MARKER);
    alice.opened(decoy, 0, Host.MTU, lab.world.nanos());
    lab.advance(1000);

    assertThat(lab.fromAlice()).isEmpty();
  }

  @Test
  void aFloodOfProbesIsAnsweredByFew() {
    Lab lab = Lab.shaped();
    DaitaShaper alice = lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.advance(10_000);
    lab.forget();
    MemorySegment probes = Arena.ofAuto().allocate(Host.MTU);
    for (int i = 0; i < 1000; i++) {
      int size = 10 + i;
      DecoyFormat.writeHeader(probes, size, DecoyFormat.PROBE, size);
      alice.opened(probes, 0, size, lab.world.nanos());
      lab.settle();
    }
    assertThat(lab.fromAlice()).hasSize(40).allMatch(size -> size >= PathProbe.LEAST + 32);
  }

  @Test
  void aPacketThatWaitedWhileTheSizeBecameSmallerIsAnsweredInsteadOfShown() {
    Lab lab = new Lab();
    DaitaShaper alice =
        lab.shapeAlice(
            Lab.settings(
                Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 2000, false, false))));
    lab.shapeBob(DaitaSettings.sizeOnly());
    lab.aliceSends(100, 0);
    lab.advance(10_000);
    lab.aliceSends(100, 1);
    lab.advance(2);
    lab.aliceSends(1400, 2);
    lab.aliceSends(100, 3);
    lab.forget();
    MemorySegment smaller = Arena.ofAuto().allocate(1280);
    DecoyFormat.writeHeader(smaller, 1280, DecoyFormat.PROBE, 1280);
    lab.advance(1000);
    alice.opened(smaller, 0, 1280, lab.world.nanos());
    lab.advance(6000);

    assertThat(lab.delivered()).containsExactly(3);
    assertThat(lab.fromAlice()).containsOnly(1280 + 32);
    assertThat(lab.alice.device.answers()).hasSize(1);
  }

  @Test
  void duringABlockNoProbeIsAnsweredButAtItsEnd() {
    Lab lab = Lab.shaped(Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 1000, true, false)));
    lab.aliceSends(100, 1);
    lab.advance(2);
    lab.forget();
    DaitaShaper again = lab.shapeBob(DaitaSettings.sizeOnly());
    lab.advance(998);
    assertThat(lab.fromAlice()).isEmpty();
    lab.advance(2);

    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE);
    assertThat(again.pathState()).isEqualTo(PathProbe.State.CONFIRMED);
  }

  @Test
  void aDecoyThatPassesABlockCarriesTheAnswer() {
    Lab lab =
        Lab.shaped(
            Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 60_000, true, false)),
            Machines.once(Event.NORMAL_SENT, Machines.padding(100, true, false)));
    lab.aliceSends(100, 1);
    lab.advance(2);
    lab.forget();
    DaitaShaper again = lab.shapeBob(DaitaSettings.sizeOnly());
    lab.advance(100);

    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE);
    assertThat(again.pathState()).isEqualTo(PathProbe.State.CONFIRMED);
  }
}
