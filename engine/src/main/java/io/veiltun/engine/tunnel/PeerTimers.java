package io.veiltun.engine.tunnel;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The five timers of one peer (wireguard-protocol §11) as deadlines.
 *
 * <p>Outsiders report events and know no timeouts. The packet loops arm and disarm by writing a
 * deadline; the handshake thread alone looks at them and acts. Two loops may race to arm and disarm
 * one timer; either outcome is a legal order of the two events, so no lock is needed.
 *
 * <ul>
 *   <li><b>retransmit</b>: an initiation got no answer for 5 s: try again.
 *   <li><b>keepalive</b>: data came in and nothing went out for 10 s: tell the peer that we live.
 *   <li><b>new handshake</b>: data went out and nothing came in for 15 s: the session may be dead.
 *   <li><b>zero keys</b>: no new session for 540 s: forget all keys.
 *   <li><b>persistent keepalive</b>: the configured interval passed without a packet either way.
 * </ul>
 */
final class PeerTimers {
  static final long REKEY_TIMEOUT = TimeUnit.SECONDS.toNanos(5);
  static final long KEEPALIVE_TIMEOUT = TimeUnit.SECONDS.toNanos(10);
  static final long NEW_HANDSHAKE_TIMEOUT = KEEPALIVE_TIMEOUT + REKEY_TIMEOUT;
  static final long ZERO_KEYS_TIMEOUT = TimeUnit.SECONDS.toNanos(540);
  static final int MAX_TIMER_HANDSHAKES = 18;
  private static final long MAX_JITTER = TimeUnit.MILLISECONDS.toNanos(334);

  /** What the handshake thread does when a timer of the peer expires. */
  interface Expiry {
    void retransmitHandshake();

    void giveUpHandshake();

    void sendKeepalive();

    void newHandshake();

    void zeroKeys();
  }

  /** A deadline that is not armed; real deadlines avoid the value. */
  private static final long OFF = Long.MIN_VALUE;

  private final RandomGenerator random;
  private volatile long keepaliveAt = OFF;
  private volatile boolean needAnotherKeepalive;
  private volatile long newHandshakeAt = OFF;
  private volatile long persistentAt = OFF;
  private volatile long persistentInterval;
  private long retransmitAt = OFF;
  private long zeroKeysAt = OFF;
  private int attempts;

  PeerTimers(RandomGenerator random) {
    this.random = random;
  }

  /** Sets the persistent keepalive interval in nanoseconds; 0 turns it off. */
  void persistentKeepalive(long intervalNanos) {
    persistentInterval = intervalNanos;
    if (intervalNanos == 0) {
      persistentAt = OFF;
    }
  }

  /** Whether a persistent keepalive is configured. */
  boolean hasPersistentKeepalive() {
    return persistentInterval > 0;
  }

  /** Data, a keepalive or a handshake message went out. */
  void anyAuthenticatedPacketSent(long now) {
    if (keepaliveAt != OFF) {
      keepaliveAt = OFF;
    }
    traversal(now);
  }

  /** Data, a keepalive or a handshake message came in and was authentic. */
  void anyAuthenticatedPacketReceived(long now) {
    if (newHandshakeAt != OFF) {
      newHandshakeAt = OFF;
    }
    traversal(now);
  }

  private void traversal(long now) {
    long interval = persistentInterval;
    if (interval > 0) {
      persistentAt = armed(now + interval);
    }
  }

  /** A packet other than a keepalive went out. */
  void dataSent(long now) {
    if (newHandshakeAt == OFF) {
      newHandshakeAt = armed(now + NEW_HANDSHAKE_TIMEOUT + jitter());
    }
  }

  /** A packet other than a keepalive came in. */
  void dataReceived(long now) {
    if (keepaliveAt == OFF) {
      keepaliveAt = armed(now + KEEPALIVE_TIMEOUT);
    } else if (!needAnotherKeepalive) {
      needAnotherKeepalive = true;
    }
  }

  /** An initiation was sent, or its sending failed: retries go on either way. Handshake thread. */
  void handshakeInitiated(long now) {
    retransmitAt = armed(now + REKEY_TIMEOUT + jitter());
  }

  /**
   * A session is wanted but an initiation or response went out at {@code lastSent}, less than
   * REKEY_TIMEOUT ago: try when that is over. Without this, two initiations that cross on a path of
   * some length silence both sides, since each one's retry falls just within 5 s of its response.
   * Handshake thread.
   */
  void handshakePostponed(long lastSent) {
    if (retransmitAt == OFF) {
      retransmitAt = armed(lastSent + REKEY_TIMEOUT + jitter());
    }
  }

  /**
   * New data to send or a fresh cause: the next series of initiations counts from the start.
   * Handshake thread.
   */
  void resetAttempts() {
    attempts = 0;
  }

  /**
   * A response was accepted, or the first packet on a session we answered for came in. Handshake
   * thread.
   */
  void handshakeComplete() {
    retransmitAt = OFF;
    attempts = 0;
  }

  /** A session was derived, as initiator or responder. Handshake thread. */
  void sessionDerived(long now) {
    zeroKeysAt = armed(now + ZERO_KEYS_TIMEOUT);
  }

  /** Disarms everything but the persistent keepalive's interval. Handshake thread. */
  void stop() {
    keepaliveAt = OFF;
    needAnotherKeepalive = false;
    newHandshakeAt = OFF;
    persistentAt = OFF;
    retransmitAt = OFF;
    zeroKeysAt = OFF;
    attempts = 0;
  }

  /**
   * Acts on every timer whose deadline has passed and returns the earliest deadline still armed, or
   * {@code horizon} if none is earlier. Handshake thread.
   */
  long expire(long now, long horizon, Expiry expiry) {
    if (due(retransmitAt, now)) {
      retransmitAt = OFF;
      if (attempts > MAX_TIMER_HANDSHAKES) {
        keepaliveAt = OFF;
        if (zeroKeysAt == OFF) {
          zeroKeysAt = armed(now + ZERO_KEYS_TIMEOUT);
        }
        expiry.giveUpHandshake();
      } else {
        attempts++;
        expiry.retransmitHandshake();
      }
    }
    if (due(newHandshakeAt, now)) {
      newHandshakeAt = OFF;
      expiry.newHandshake();
    }
    if (due(keepaliveAt, now)) {
      boolean another = needAnotherKeepalive;
      needAnotherKeepalive = false;
      keepaliveAt = another ? armed(now + KEEPALIVE_TIMEOUT) : OFF;
      expiry.sendKeepalive();
    }
    if (due(persistentAt, now)) {
      persistentAt = armed(now + persistentInterval);
      expiry.sendKeepalive();
    }
    if (due(zeroKeysAt, now)) {
      zeroKeysAt = OFF;
      expiry.zeroKeys();
    }
    long next = earlier(horizon, retransmitAt);
    next = earlier(next, newHandshakeAt);
    next = earlier(next, keepaliveAt);
    next = earlier(next, persistentAt);
    return earlier(next, zeroKeysAt);
  }

  private long jitter() {
    return random.nextLong(MAX_JITTER);
  }

  private static boolean due(long deadline, long now) {
    return deadline != OFF && deadline - now <= 0;
  }

  private static long earlier(long a, long deadline) {
    return deadline != OFF && deadline - a < 0 ? deadline : a;
  }

  private static long armed(long deadline) {
    return deadline == OFF ? OFF + 1 : deadline;
  }
}
