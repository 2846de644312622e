package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A packet found no session, and a block began before there was one. */
class StagedInABlockTest {
  private static final long EXPIRED = 200_000;

  private static Lab lab(boolean bypass, Machine... more) {
    Machine[] machines = new Machine[more.length + 1];
    machines[0] = Machines.once(Event.NORMAL_SENT, Machines.blocking(0, 3_600_000, bypass, false));
    System.arraycopy(more, 0, machines, 1, more.length);
    Lab lab = Lab.shaped(machines);
    lab.advance(EXPIRED);
    lab.network.path(datagram -> List.of());
    lab.aliceSends(100, 1);
    lab.advance(1);
    lab.network.path(List::of);
    return lab;
  }

  @Test
  void itLeavesInPlaceOfAPaddingThatMayBeReplaced() {
    Lab lab = lab(true, Machines.once(Event.NORMAL_SENT, Machines.padding(8_000, true, true)));
    lab.advance(7_998);
    lab.forget();
    lab.advance(2);

    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE);
  }

  @Test
  void itIsNotHeldLongerThanTheProfileAllows() {
    Lab lab = lab(false);
    lab.advance(30_000);

    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.counters.outcomes(DaitaCounters.Outcome.BLOCKING_CUT)).isEqualTo(1);
  }
}
