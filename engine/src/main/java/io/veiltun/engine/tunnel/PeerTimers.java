package io.veiltun.engine.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The five timers of one peer (wireguard-protocol §11) as deadlines.
 *
 * <p>Outsiders report events and know no timeouts. The packet loops arm and disarm by writing a
 * deadline, and tell {@link ArmedTimers} when the timer was off; the handshake thread alone looks
 * at them and acts. Two loops may race to arm and disarm one timer; either outcome is a legal order
 * of the two events, so no lock is needed.
 *
 * <ul>
 *   <li><b>retransmit</b>: an initiation got no answer for 5 s: try again.
 *   <li><b>keepalive</b>: data came in and nothing went out for 10 s: tell the peer that we live.
 *   <li><b>new handshake</b>: data went out and nothing came in for 15 s: the session may be dead.
 *   <li><b>zero keys</b>: no new session for 540 s: forget all keys.
 *   <li><b>persistent keepalive</b>: the configured interval passed without a packet either way.
 * </ul>
 */
final class PeerTimers extends DeadlineHeap.Entry {
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

  /** Spreads retries in time: nanoseconds from 0 to below the bound. */
  @FunctionalInterface
  interface Jitter {
    long below(long bound);
  }

  private static final VarHandle HAS_NEWS = newsHandle();

  /** A deadline that is not armed; real deadlines avoid the value. */
  static final long OFF = Long.MIN_VALUE;

  final Peer peer;

  /** For {@link ArmedTimers}: on its list of news, and who is next there. */
  volatile boolean hasNews;

  @Nullable PeerTimers nextArmed;
  private final Jitter jitter;
  private final ArmedTimers armed;
  private volatile long keepaliveAt = OFF;
  private volatile boolean needAnotherKeepalive;
  private volatile long newHandshakeAt = OFF;
  private volatile long persistentAt = OFF;
  private volatile long persistentInterval;
  private long retransmitAt = OFF;
  private long zeroKeysAt = OFF;
  private int attempts;

  /**
   * For the timer that packets arm: drawn once a session, since a secure generator takes a lock and
   * makes garbage. Written by the handshake thread.
   */
  private volatile long newHandshakeJitter;

  PeerTimers(Peer peer, Jitter jitter, ArmedTimers armed) {
    this.peer = peer;
    this.jitter = jitter;
    this.armed = armed;
    newHandshakeJitter = jitter();
  }

  /** On the list of news from here on; false if it was there already. */
  boolean claimNews() {
    return HAS_NEWS.compareAndSet(this, false, true);
  }

  /**
   * Sets the persistent keepalive interval in nanoseconds; 0 turns it off. Handshake thread.
   *
   * @return whether it was off and is now on
   */
  boolean persistentKeepalive(long intervalNanos, long now) {
    boolean wasOff = persistentInterval == 0;
    persistentInterval = intervalNanos;
    if (intervalNanos == 0) {
      persistentAt = OFF;
    } else if (persistentAt != OFF && persistentAt - now > intervalNanos) {
      persistentAt = arm(now + intervalNanos);
      armed.armed(this);
    }
    return wasOff && intervalNanos > 0;
  }

  /** The persistent keepalive interval in nanoseconds; 0 if there is none. */
  long persistentKeepalive() {
    return persistentInterval;
  }

  /** Whether an initiation is to be repeated if nothing comes. */
  boolean awaitsHandshake() {
    return retransmitAt != OFF;
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
      boolean wasOff = persistentAt == OFF;
      persistentAt = arm(now + interval);
      if (wasOff) {
        armed.armed(this);
      }
    }
  }

  /** A packet other than a keepalive went out. */
  void dataSent(long now) {
    if (newHandshakeAt == OFF) {
      newHandshakeAt = arm(now + NEW_HANDSHAKE_TIMEOUT + newHandshakeJitter);
      armed.armed(this);
    }
  }

  /** A packet other than a keepalive came in. */
  void dataReceived(long now) {
    if (keepaliveAt == OFF) {
      keepaliveAt = arm(now + KEEPALIVE_TIMEOUT);
      armed.armed(this);
    } else if (!needAnotherKeepalive) {
      needAnotherKeepalive = true;
    }
  }

  /** An initiation was sent, or its sending failed: retries go on either way. Handshake thread. */
  void handshakeInitiated(long now) {
    retransmitAt = arm(now + REKEY_TIMEOUT + jitter());
    armed.armed(this);
  }

  /**
   * A session is wanted but an initiation or response went out at {@code lastSent}, less than
   * REKEY_TIMEOUT ago: try when that is over. Without this, two initiations that cross on a path of
   * some length silence both sides, since each one's retry falls just within 5 s of its response.
   * Handshake thread.
   */
  void handshakePostponed(long lastSent) {
    if (retransmitAt == OFF) {
      retransmitAt = arm(lastSent + REKEY_TIMEOUT + jitter());
      armed.armed(this);
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
    zeroKeysAt = arm(now + ZERO_KEYS_TIMEOUT);
    newHandshakeJitter = jitter();
    armed.armed(this);
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

  /** Acts on every timer whose deadline has passed. Handshake thread. */
  void expire(long now, Expiry expiry) {
    if (due(retransmitAt, now)) {
      retransmitAt = OFF;
      if (attempts > MAX_TIMER_HANDSHAKES) {
        keepaliveAt = OFF;
        if (zeroKeysAt == OFF) {
          zeroKeysAt = arm(now + ZERO_KEYS_TIMEOUT);
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
      keepaliveAt = another ? arm(now + KEEPALIVE_TIMEOUT) : OFF;
      expiry.sendKeepalive();
    }
    if (due(persistentAt, now)) {
      long interval = persistentInterval;
      if (interval > 0) {
        persistentAt = arm(now + interval);
        expiry.sendKeepalive();
      } else {
        // It was turned off while a packet loop armed it.
        persistentAt = OFF;
      }
    }
    if (due(zeroKeysAt, now)) {
      zeroKeysAt = OFF;
      expiry.zeroKeys();
    }
  }

  /** The earliest deadline of all, {@link #OFF} if no timer runs. */
  long earliest() {
    long next = earlier(retransmitAt, zeroKeysAt);
    next = earlier(next, newHandshakeAt);
    next = earlier(next, keepaliveAt);
    return earlier(next, persistentAt);
  }

  private long jitter() {
    return jitter.below(MAX_JITTER);
  }

  private static boolean due(long deadline, long now) {
    return deadline != OFF && deadline - now <= 0;
  }

  private static long earlier(long a, long b) {
    if (a == OFF || b == OFF) {
      return a == OFF ? b : a;
    }
    return b - a < 0 ? b : a;
  }

  private static VarHandle newsHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(PeerTimers.class, "hasNews", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static long arm(long deadline) {
    return deadline == OFF ? OFF + 1 : deadline;
  }
}
