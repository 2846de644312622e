package io.veiltun.config;

import io.veiltun.config.Quantity.DataSize;
import io.veiltun.config.Quantity.Rate;
import io.veiltun.config.Quantity.TimeSpan;
import java.util.Optional;

/**
 * How traffic with one hop or peer is shaped against traffic analysis. Every default is filled in.
 *
 * @param defence what decides about decoys and delays
 * @param maxPadding largest share of decoys in the packets sent, 0 to 1 (Maybenot's fraction);
 *     absent: what the defence brings
 * @param maxBlocking largest share of the time in which sending may be blocked, 0 to 1 (Maybenot's
 *     fraction); absent: what the defence brings
 * @param rate most that decoys may use, above zero; absent: no such limit
 * @param perDay most that decoys may use in a day, above zero; absent: no such limit
 * @param sleepAfter time without traffic after which the defence sleeps, above zero; absent: never
 * @param paddedKeepalives whether keepalives are padded as other packets are
 * @param maxDelay longest time a machine may hold a packet back, above zero and at most 24 hours
 */
public record Daita(
    DefenceChoice defence,
    Optional<Double> maxPadding,
    Optional<Double> maxBlocking,
    Optional<Rate> rate,
    Optional<DataSize> perDay,
    Optional<TimeSpan> sleepAfter,
    boolean paddedKeepalives,
    TimeSpan maxDelay) {
  /** What {@code "daita": {}} means. */
  public static final Daita DEFAULT =
      new Daita(
          new DefenceChoice.Named("ephemeral-light"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true,
          TimeSpan.parse("5 s"));

  /** Throws {@link IllegalArgumentException} outside the ranges above. */
  public Daita {
    maxPadding.ifPresent(fraction -> requireFraction("maxPadding", fraction));
    maxBlocking.ifPresent(fraction -> requireFraction("maxBlocking", fraction));
    rate.ifPresent(limit -> requireAboveZero("rate", limit.bitsPerSecond()));
    perDay.ifPresent(limit -> requireAboveZero("perDay", limit.bytes()));
    sleepAfter.ifPresent(time -> requireAboveZero("sleepAfter", time.nanos()));
    requireAboveZero("maxDelay", maxDelay.nanos());
    if (maxDelay.nanos() > Ranges.MAX_DELAY_NANOS) {
      throw new IllegalArgumentException("maxDelay above 24 h");
    }
  }

  private static void requireFraction(String what, double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(what + " " + fraction + ", expected 0 to 1");
    }
  }

  private static void requireAboveZero(String what, long amount) {
    if (amount <= 0) {
      throw new IllegalArgumentException(what + " is zero");
    }
  }
}
