package io.veiltun.cli.daita;

import io.veiltun.config.ClientProfile;
import io.veiltun.config.Daita;
import io.veiltun.config.Problem;
import io.veiltun.config.Profile;
import io.veiltun.config.Quantity.DataSize;
import io.veiltun.config.Quantity.Rate;
import io.veiltun.config.RelayProfile;
import io.veiltun.daita.DaitaSettings;
import io.veiltun.daita.DaitaSettings.Budget;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.SecureRandomSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The members {@code daita} of a profile. */
public final class ProfileDaita {
  private ProfileDaita() {}

  /** Everything the catalogue and the machine decoder object to. */
  public static List<Problem> problems(Profile profile) {
    List<Problem> problems = new ArrayList<>();
    switch (profile) {
      case ClientProfile client -> {
        for (int i = 0; i < client.hops().size(); i++) {
          check("/hops/" + i, client.hops().get(i).daita(), problems);
        }
      }
      case RelayProfile relay -> {
        for (int i = 0; i < relay.peers().size(); i++) {
          check("/peers/" + i, relay.peers().get(i).daita(), problems);
        }
      }
    }
    return problems;
  }

  private static void check(String place, Optional<Daita> daita, List<Problem> problems) {
    if (daita.isEmpty()) {
      return;
    }
    RandomSource random = new SecureRandomSource();
    try {
      DefencePlan.of(daita.get().defence(), random);
    } catch (InvalidDefenceException e) {
      problems.add(new Problem(place + "/daita/defence" + e.place(), e.explanation()));
    }
  }

  /**
   * What one end does.
   *
   * @param side the machines, and the limits that the profile's own replace
   */
  public static DaitaSettings settings(Daita daita, DefencePlan.Side side) {
    return new DaitaSettings(
        side.machines(),
        limits(daita, side.limits()),
        new Budget(daita.rate().map(Rate::bitsPerSecond), daita.perDay().map(DataSize::bytes)),
        daita.sleepAfter().map(time -> Duration.ofNanos(time.nanos())),
        daita.paddedKeepalives(),
        Duration.ofNanos(daita.maxDelay().nanos()));
  }

  /** The profile's limits, or the defence's where the profile has none. */
  public static Limits limits(Daita daita, Limits brought) {
    return new Limits(
        daita.maxPadding().orElse(brought.maxPaddingFrac()),
        daita.maxBlocking().orElse(brought.maxBlockingFrac()));
  }
}
