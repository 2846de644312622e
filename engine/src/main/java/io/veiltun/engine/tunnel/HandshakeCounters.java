package io.veiltun.engine.tunnel;

/** How the handshakes with one peer ended. Counted by the handshake thread, read by any. */
@SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
public final class HandshakeCounters {
  private volatile long completed;
  private volatile long retried;
  private volatile long gaveUp;
  private volatile long rejected;

  HandshakeCounters() {}

  void countCompleted() {
    completed = completed + 1;
  }

  void countRetried() {
    retried = retried + 1;
  }

  void countGaveUp() {
    gaveUp = gaveUp + 1;
  }

  void countRejected() {
    rejected = rejected + 1;
  }

  /** Handshakes that led to a session in use, in either role. */
  public long completed() {
    return completed;
  }

  /** Initiations sent again because no response came within 5 s. */
  public long retried() {
    return retried;
  }

  /** Series of initiations that ended without an answer. */
  public long gaveUp() {
    return gaveUp;
  }

  /** Handshake messages of this peer that did not authenticate or came too late. */
  public long rejected() {
    return rejected;
  }
}
