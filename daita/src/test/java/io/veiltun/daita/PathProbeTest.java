package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.maybenot.machine.Event;
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

  @Test
  void aRestartedEndIsConfirmedAgain() {
    Lab lab = Lab.shaped();
    DaitaShaper again = lab.shapeBob(DaitaSettings.sizeOnly());
    lab.advance(10);
    assertThat(again.pathState()).isEqualTo(PathProbe.State.CONFIRMED);
  }
}
