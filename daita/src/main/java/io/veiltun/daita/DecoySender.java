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

  /** The largest probe that waits for its answer; 0 for none. */
  private int unanswered;

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
    if (!budget.spend(size, now)) {
      return Outcome.PADDING_BUDGET;
    }
    byte flag = unanswered > 0 ? DecoyFormat.ANSWER : DecoyFormat.PLAIN;
    Outcome outcome = inject(flag, size, unanswered);
    if (outcome == Outcome.PADDING_SENT) {
      unanswered = 0;
    }
    return outcome;
  }

  /**
   * Sends a probe or an answer, also while the user sleeps. There are few, and the other end would
   * take silence for a narrow path: they go on the budget's account even when it is spent.
   */
  Outcome message(byte flag, int size, int about, long now) {
    budget.charge(size, now);
    return inject(flag, size, about);
  }

  /** The next decoy answers a probe of {@code probed} bytes. */
  void answerLater(int probed) {
    unanswered = Math.max(unanswered, probed);
  }

  /** Answers what no decoy has answered since. */
  void answerNow(int size, long now) {
    if (unanswered > 0) {
      message(DecoyFormat.ANSWER, Math.min(unanswered, size), unanswered, now);
      unanswered = 0;
    }
  }

  private Outcome inject(byte flag, int size, int about) {
    DecoyFormat.writeHeader(plaintext, size, flag, about);
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
