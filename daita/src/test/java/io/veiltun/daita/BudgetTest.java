package io.veiltun.daita;

import static io.veiltun.daita.DaitaCounters.Outcome.PADDING_ASLEEP;
import static io.veiltun.daita.DaitaCounters.Outcome.PADDING_BUDGET;
import static io.veiltun.daita.DaitaCounters.Outcome.PADDING_SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veiltun.daita.DaitaSettings.Budget;
import io.veiltun.engine.memory.Host;
import io.veiltun.maybenot.machine.Event;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What decoys may cost, and when they sleep. */
class BudgetTest {
  private static Lab lab(Optional<Long> rate, Optional<Long> perDay, Optional<Duration> sleep) {
    return Lab.shaped(
        Lab.settings(new Budget(rate, perDay), sleep, Machines.ticking(Event.NORMAL_SENT, 1)));
  }

  @Test
  void theRateHoldsOverAnyLongTime() {
    Lab lab = lab(Optional.of(1_000_000L), Optional.empty(), Optional.empty());
    lab.aliceSends(100, 0);
    lab.advance(1000);
    long before = lab.counters.outcomes(PADDING_SENT);
    lab.advance(20_000);

    double bits = (lab.counters.outcomes(PADDING_SENT) - before) * Host.MTU * 8 / 20.0;
    assertThat(bits).isCloseTo(1_000_000, within(15_000.0));
  }

  @Test
  void aSpentDayStopsDecoysAndKeepsTheSize() {
    long perDay = 50L * Host.MTU;
    Lab lab =
        Lab.shaped(
            Lab.settings(
                new Budget(Optional.empty(), Optional.of(perDay)),
                Optional.empty(),
                Machines.ticking(Event.NORMAL_SENT, 1000)));
    lab.aliceSends(100, 0);
    lab.advance(100_000);
    long sent = lab.counters.outcomes(PADDING_SENT);
    // The probe came out of the same purse.
    assertThat(sent).isBetween(47L, 49L);
    assertThat(lab.counters.outcomes(PADDING_BUDGET)).isPositive();
    assertThat(lab.counters.budgetLeft()).isLessThan(Host.MTU);

    lab.forget();
    lab.aliceSends(100, 1);
    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE);

    lab.world.advance(Duration.ofHours(24));
    lab.aliceSends(100, 2);
    lab.advance(10_000);
    assertThat(lab.counters.outcomes(PADDING_SENT)).isGreaterThan(sent);
  }

  @Test
  void decoysSleepWhileTheUserIsIdleAndWakeWithTheNextPacket() {
    Lab lab = lab(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(30)));
    lab.aliceSends(100, 0);
    lab.advance(30_500);
    long sent = lab.counters.outcomes(PADDING_SENT);
    lab.advance(60_000);
    assertThat(lab.counters.outcomes(PADDING_SENT)).isEqualTo(sent);
    assertThat(lab.counters.outcomes(PADDING_ASLEEP)).isPositive();

    lab.bobSends(100, 1);
    lab.advance(1000);
    assertThat(lab.counters.outcomes(PADDING_SENT)).isGreaterThan(sent + 900);
  }

  @Test
  void aTunnelWhoseDecoysSleepFallsSilent() {
    Lab lab = lab(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(30)));
    lab.aliceSends(100, 0);
    lab.advance(120_000);
    lab.forget();
    lab.advance(600_000);

    assertThat(lab.network.seen()).isEmpty();
  }
}
