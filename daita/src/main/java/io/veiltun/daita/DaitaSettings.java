package io.veiltun.daita;

import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one end of one tunnel does for DAITA.
 *
 * @param machines what decides about decoys and delays; empty for constant sizes only
 * @param limits the fractions of padding and blocking that all machines together may reach
 * @param budget what decoys may cost
 * @param sleepAfter how long after the last packet of the user, either way, decoys stop; empty for
 *     never
 * @param paddedKeepalives whether keepalives have the size of everything else
 * @param maxDelay the longest a packet of the user may be held; a block that would hold it longer
 *     ends early
 */
public record DaitaSettings(
    List<CompiledMachine> machines,
    Limits limits,
    Budget budget,
    Optional<Duration> sleepAfter,
    boolean paddedKeepalives,
    Duration maxDelay) {
  /** How long a packet may be held unless a profile says otherwise. */
  public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(5);

  /**
   * Most that decoys may cost; each is unlimited when absent.
   *
   * @param bitsPerSecond above 0, of plaintext
   * @param bytesPerDay above 0, of plaintext, in each period of 24 hours
   */
  public record Budget(Optional<Long> bitsPerSecond, Optional<Long> bytesPerDay) {
    public static final Budget UNLIMITED = new Budget(Optional.empty(), Optional.empty());

    public Budget {
      if (bitsPerSecond.orElse(1L) <= 0 || bytesPerDay.orElse(1L) <= 0) {
        throw new IllegalArgumentException("a budget is above 0");
      }
    }
  }

  public DaitaSettings {
    machines = List.copyOf(machines);
    if (maxDelay.isNegative() || maxDelay.isZero()) {
      throw new IllegalArgumentException("maxDelay " + maxDelay + " is not above 0");
    }
  }

  /** Constant sizes, no machines. */
  public static DaitaSettings sizeOnly() {
    return of(List.of(), new Limits(0, 0));
  }

  /** These machines with everything else as a profile has it by default. */
  public static DaitaSettings of(List<CompiledMachine> machines, Limits limits) {
    return new DaitaSettings(
        machines, limits, Budget.UNLIMITED, Optional.empty(), true, DEFAULT_MAX_DELAY);
  }
}
