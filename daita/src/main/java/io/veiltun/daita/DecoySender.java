package io.veiltun.daita;

import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.engine.shape.ShaperPort;
import io.veiltun.engine.shape.ShaperPort.Injection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends decoys of the one size, as far as budget, idleness and data allow. Belongs to the send
 * loop.
 */
final class DecoySender {
  private final ShaperPort port;
  private final DecoyBudget budget;
  private final DaitaCounters counters;
  private final long sleepAfterNanos;
  private final MemorySegment plaintext;
  private volatile long lastDataAt;

  DecoySender(
      ShaperPort port, DaitaSettings settings, DaitaCounters counters, int largest, long now) {
    this.port = port;
    this.counters = counters;
    budget = new DecoyBudget(settings.budget(), largest, now);
    sleepAfterNanos = settings.sleepAfter().map(java.time.Duration::toNanos).orElse(0L);
    plaintext = Arena.ofAuto().allocate(largest, 8);
    lastDataAt = now;
    counters.budgetLeft(budget.remainingToday());
  }

  /** A packet of the user went or came. Any loop. */
  void dataSeen(long now) {
    if (sleepAfterNanos > 0) {
      lastDataAt = now;
    }
  }

  /** Whether the user has been idle for so long that decoys stop. */
  private boolean isAsleep(long now) {
    return sleepAfterNanos > 0 && now - lastDataAt > sleepAfterNanos;
  }

  /** Sends a decoy now, or says why not. */
  Outcome send(int size, long now) {
    if (isAsleep(now)) {
      return Outcome.PADDING_ASLEEP;
    }
    return inject(DecoyFormat.PLAIN, size, 0, 0, now);
  }

  /** Sends a probe or an answer; within the budget, but also while the user sleeps. */
  Outcome message(byte flag, int size, int id, int about, long now) {
    return inject(flag, size, id, about, now);
  }

  private Outcome inject(byte flag, int size, int id, int about, long now) {
    if (!budget.spend(size, now)) {
      return Outcome.PADDING_BUDGET;
    }
    DecoyFormat.writeHeader(plaintext, size, flag, id, about);
    Injection injection = port.inject(plaintext, size);
    if (injection != Injection.SENT) {
      budget.giveBack(size);
    }
    counters.budgetLeft(budget.remainingToday());
    return switch (injection) {
      case SENT -> Outcome.PADDING_SENT;
      case NO_SESSION -> Outcome.PADDING_NO_SESSION;
      case BUSY -> Outcome.PADDING_BUSY;
    };
  }
}
