package io.veiltun.cli.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.config.Daita;
import io.veiltun.config.DefenceChoice;
import io.veiltun.config.Quantity.DataSize;
import io.veiltun.config.Quantity.Rate;
import io.veiltun.config.Quantity.TimeSpan;
import io.veiltun.daita.DaitaSettings;
import io.veiltun.maybenot.framework.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileDaitaTest {
  private static final DefencePlan.Side SIDE =
      new DefencePlan.Side(List.of(), new Limits(0.25, 0.5));

  @Test
  void everyMemberOfTheProfileReachesTheSettings() {
    Daita daita =
        new Daita(
            new DefenceChoice.Named("size-only"),
            Optional.of(0.75),
            Optional.empty(),
            Optional.of(Rate.parse("2 Mbit/s")),
            Optional.of(DataSize.parse("2 GB")),
            Optional.of(TimeSpan.parse("30 s")),
            false,
            TimeSpan.parse("500 ms"));

    DaitaSettings settings = ProfileDaita.settings(daita, SIDE);

    assertThat(settings.limits()).isEqualTo(new Limits(0.75, 0.5));
    assertThat(settings.budget().bitsPerSecond()).contains(2_000_000L);
    assertThat(settings.budget().bytesPerDay()).contains(2_000_000_000L);
    assertThat(settings.sleepAfter()).contains(Duration.ofSeconds(30));
    assertThat(settings.paddedKeepalives()).isFalse();
    assertThat(settings.maxDelay()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whatTheProfileLeavesOutIsTheDefencesOrUnlimited() {
    DaitaSettings settings = ProfileDaita.settings(Daita.DEFAULT, SIDE);

    assertThat(settings.limits()).isEqualTo(SIDE.limits());
    assertThat(settings.budget()).isEqualTo(DaitaSettings.Budget.UNLIMITED);
    assertThat(settings.sleepAfter()).isEmpty();
    assertThat(settings.paddedKeepalives()).isTrue();
    assertThat(settings.maxDelay()).isEqualTo(DaitaSettings.DEFAULT_MAX_DELAY);
  }
}
