package io.veiltun.maybenot.machine;

import java.util.Objects;
import java.util.Optional;

/** What a state asks for when it is entered; in the order of the numbers in a machine string. */
public sealed interface Action {
  /** Stops timers of the machine. */
  record Cancel(Timer timer) implements Action {
    public Cancel {
      Objects.requireNonNull(timer);
    }
  }

  /**
   * Sends a padding packet after {@code timeout} microseconds.
   *
   * @param bypass may pass a bypassable block
   * @param replace a queued packet may stand in for the padding
   * @param limit how many times the state may act until it is left
   */
  record SendPadding(boolean bypass, boolean replace, Dist timeout, Optional<Dist> limit)
      implements Action {
    public SendPadding {
      Objects.requireNonNull(timeout);
      Objects.requireNonNull(limit);
    }
  }

  /**
   * After {@code timeout} microseconds, holds outgoing packets for {@code duration} microseconds.
   *
   * @param bypass padding with bypass may pass this block
   * @param replace the duration replaces that of a block already active
   */
  record BlockOutgoing(
      boolean bypass, boolean replace, Dist timeout, Dist duration, Optional<Dist> limit)
      implements Action {
    public BlockOutgoing {
      Objects.requireNonNull(timeout);
      Objects.requireNonNull(duration);
      Objects.requireNonNull(limit);
    }
  }

  /**
   * Sets the machine's internal timer to {@code duration} microseconds from now.
   *
   * @param replace also when that shortens a running timer
   */
  record UpdateTimer(boolean replace, Dist duration, Optional<Dist> limit) implements Action {
    public UpdateTimer {
      Objects.requireNonNull(duration);
      Objects.requireNonNull(limit);
    }
  }
}
