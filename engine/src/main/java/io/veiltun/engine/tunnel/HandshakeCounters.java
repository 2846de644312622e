package io.veiltun.engine.tunnel;

import java.util.concurrent.atomic.LongAdder;

/** How the handshakes with one peer ended. Counted by the handshake thread, read by any. */
public final class HandshakeCounters {
  final LongAdder completed = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder gaveUp = new LongAdder();
  final LongAdder rejected = new LongAdder();

  HandshakeCounters() {}

  /** Handshakes that led to a session in use, in either role. */
  public long completed() {
    return completed.sum();
  }

  /** Initiations sent again because no response came within 5 s. */
  public long retried() {
    return retried.sum();
  }

  /** Series of initiations that ended without an answer. */
  public long gaveUp() {
    return gaveUp.sum();
  }

  /** Handshake messages of this peer that did not authenticate or came too late. */
  public long rejected() {
    return rejected.sum();
  }
}
