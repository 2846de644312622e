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
 * @param holding how much a block may hold
 */
public record DaitaSettings(
    List<CompiledMachine> machines,
    Limits limits,
    Budget budget,
    Optional<Duration> sleepAfter,
    boolean paddedKeepalives,
    Duration maxDelay,
    Holding holding) {
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

  /**
   * What a block may hold of one peer.
   *
   * @param most packets and decoys, 1 to {@value HeldPackets#CAPACITY}; more are dropped
   * @param minFree with fewer free places than this a block that holds a packet is ended
   */
  public record Holding(int most, int minFree) {
    /** As much as possible, until nothing more fits. */
    public static final Holding DEFAULT = new Holding(HeldPackets.CAPACITY, 0);

    /** Checks the ranges. */
    public Holding {
      if (most < 1 || most > HeldPackets.CAPACITY || minFree < 0) {
        throw new IllegalArgumentException(
            "holding " + most + " with " + minFree + " free is not possible");
      }
    }
  }

  public DaitaSettings {
    machines = List.copyOf(machines);
    if (maxDelay.isNegative() || maxDelay.isZero()) {
      throw new IllegalArgumentException("maxDelay " + maxDelay + " is not above 0");
    }
  }

  /** Settings whose blocks may hold as much as possible. */
  public DaitaSettings(
      List<CompiledMachine> machines,
      Limits limits,
      Budget budget,
      Optional<Duration> sleepAfter,
      boolean paddedKeepalives,
      Duration maxDelay) {
    this(machines, limits, budget, sleepAfter, paddedKeepalives, maxDelay, Holding.DEFAULT);
  }

  /** These settings with another bound on what a block holds. */
  public DaitaSettings withHolding(Holding other) {
    return new DaitaSettings(
        machines, limits, budget, sleepAfter, paddedKeepalives, maxDelay, other);
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
