package io.veiltun.daita;

import io.veiltun.daita.DaitaCounters.Outcome;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether decoys of the tunnel's size arrive, since with constant sizes a path that is
 * too narrow would swallow everything. Asks with the full size, so that an observer sees nothing
 * but the usual size. Only if nothing at all comes back does it ask with smaller ones. Belongs to
 * the send loop.
 *
 * <p>An end that does not know probes never answers; what else arrives from it shows that the path
 * is there, and the size is left as it is.
 */
final class PathProbe {
  /** What is known about the size. */
  enum State {
    /** No session yet. */
    WAITING,
    /** Asked, no answer yet. */
    ASKING,
    /** Nothing comes back: asked with smaller sizes. */
    SEARCHING,
    /** The other end has confirmed the size. */
    CONFIRMED,
    /** The other end does not answer probes, but the path carries something. */
    UNCONFIRMED
  }

  /** Sends probes. */
  interface Sender {
    /** Sends one of {@code size} bytes, or says why it can't be sent now. */
    Outcome probe(int size, long now);
  }

  /** The usual MTUs below Ethernet's, less what WireGuard and IP put around a plaintext. */
  private static final int[] LADDER = {1412, 1400, 1380, 1340, 1300, 1280, 1200, 1024, 768, 576};

  /** No smaller size is believed: RFC 791 §3.1. */
  static final int LEAST = 576;

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int TRIES = 3;
  private static final int SEARCHES = 3;

  private final Sender sender;
  private final PeerSize peerSize;
  private volatile State state = State.WAITING;
  private volatile int size;
  private int tries;
  private int best;
  private boolean searched;
  private boolean putOff;
  private long nextAt = Long.MAX_VALUE;
  private boolean heard;
  private boolean peerAnswers;
  private boolean over;

  PathProbe(Sender sender, PeerSize peerSize) {
    this.sender = sender;
    this.peerSize = peerSize;
  }

  /** Any thread, a little late. */
  State state() {
    return state;
  }

  /** Whether the size is settled: machines may start. */
  boolean isOver() {
    over |= state == State.CONFIRMED || state == State.UNCONFIRMED;
    return over;
  }

  /** When {@link #wake} has something to do; {@link Long#MAX_VALUE} for never. */
  long nextAt() {
    return nextAt;
  }

  /** There is a session and room: asks, unless that was done before. */
  void begin(int fullSize, long now) {
    if (state == State.WAITING) {
      size = fullSize;
      state = State.ASKING;
      tries = 0;
      ask(now);
    } else if (putOff && state == State.ASKING) {
      ask(now);
    }
  }

  /** Anything authentic arrived. */
  void heard() {
    heard = true;
  }

  /**
   * The other end probes, so it would answer: silence means something, and asking helps, also once
   * more when it {@code starts} again.
   */
  void peerProbes(boolean starts, long now) {
    if (peerAnswers && !starts) {
      return;
    }
    peerAnswers = true;
    if (state == State.ASKING || state == State.UNCONFIRMED) {
      state = State.ASKING;
      tries = 0;
      ask(now);
    }
  }

  private void ask(long now) {
    asked(sender.probe(peerSize.limit(size), now), now);
  }

  /** What did not leave says nothing about the path. */
  private void asked(Outcome outcome, long now) {
    if (outcome == Outcome.PADDING_NO_SESSION) {
      state = State.WAITING;
      nextAt = Long.MAX_VALUE;
      return;
    }
    putOff = outcome != Outcome.PADDING_SENT;
    if (!putOff) {
      tries++;
    }
    nextAt = now + INTERVAL;
  }

  /** Asks again, or gives up asking. */
  void wake(long now) {
    if (now < nextAt) {
      return;
    }
    nextAt = Long.MAX_VALUE;
    switch (state) {
      case ASKING -> askOn(now);
      case SEARCHING -> searchOn(now);
      default -> {}
    }
  }

  private void askOn(long now) {
    if (tries > 0 && heard && !peerAnswers) {
      state = State.UNCONFIRMED;
    } else if (tries < TRIES) {
      ask(now);
    } else {
      state = State.SEARCHING;
      tries = 0;
      best = 0;
      search(now);
    }
  }

  private void search(long now) {
    searched = true;
    int full = peerSize.limit(size);
    Outcome outcome = sender.probe(full, now);
    for (int step : LADDER) {
      if (step < full && outcome == Outcome.PADDING_SENT) {
        outcome = sender.probe(step, now);
      }
    }
    asked(outcome, now);
  }

  private void searchOn(long now) {
    if (best > 0) {
      size = best;
      state = State.CONFIRMED;
    } else if (tries < SEARCHES && (peerAnswers || !heard)) {
      search(now);
    } else {
      state = State.UNCONFIRMED;
    }
  }

  /** A probe of {@code answered} bytes has arrived at the other end. */
  void answer(int answered) {
    if (state == State.WAITING) {
      return;
    }
    if (answered >= peerSize.limit(size) && answered <= size) {
      state = State.CONFIRMED;
      nextAt = Long.MAX_VALUE;
    } else if (answered >= LEAST && answered < size && searched) {
      smaller(answered);
    }
  }

  /** A smaller size that we tried arrives; it may be known only after we gave up. */
  private void smaller(int answered) {
    best = Math.max(best, answered);
    if (state == State.UNCONFIRMED) {
      size = best;
      state = State.CONFIRMED;
    }
  }

  /**
   * The largest size known to arrive, or the full size while nothing else is known. Any thread, a
   * little late.
   */
  int size(int fullSize) {
    return peerSize.limit(state == State.WAITING ? fullSize : Math.min(size, fullSize));
  }
}
