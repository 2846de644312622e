package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.XChaCha;
import java.util.Arrays;

/**
 * The MACs of the handshake messages we send to one peer, and the cookie it may have given us
 * (wireguard-protocol §6.1, §6.3).
 */
public final class MacGenerator implements AutoCloseable {
  /** COOKIE_SECRET_MAX_AGE less COOKIE_SECRET_LATENCY: how long a cookie is worth sending. */
  static final long COOKIE_LIFETIME_NANOS = 115_000_000_000L;

  private final RemoteIdentity remote;
  private final byte[] lastMac1 = new byte[Blake2s.MAC];
  private final byte[] cookie = new byte[Blake2s.MAC];
  private boolean awaitsCookie;
  private boolean hasCookie;
  private long cookieNanos;

  /** Without a cookie. */
  public MacGenerator(RemoteIdentity remote) {
    this.remote = remote;
  }

  /**
   * Writes mac1 and mac2, the latter zero without a fresh cookie, and remembers mac1: a cookie
   * reply must be bound to it.
   *
   * @param message a whole initiation or response
   * @param nowNanos monotonic time
   */
  public void stamp(byte[] message, long nowNanos) {
    int mac1 = message.length - Messages.MAC1_FROM_END;
    int mac2 = message.length - Messages.MAC2_FROM_END;
    byte[] mac = Blake2s.mac16(remote.mac1Key(), message, 0, mac1);
    System.arraycopy(mac, 0, message, mac1, mac.length);
    System.arraycopy(mac, 0, lastMac1, 0, mac.length);
    awaitsCookie = true;
    if (hasCookie && nowNanos - cookieNanos < COOKIE_LIFETIME_NANOS) {
      byte[] proof = Blake2s.mac16(cookie, message, 0, mac2);
      System.arraycopy(proof, 0, message, mac2, proof.length);
    } else {
      Arrays.fill(message, mac2, message.length, (byte) 0);
      forgetCookie();
    }
  }

  /**
   * Takes the cookie out of a reply to the last message stamped. The next message carries it; there
   * is no reason to send one at once.
   *
   * @param reply as received; its index led the caller to this peer
   * @return false if it does not answer the last message, was consumed before, or is no cookie
   *     reply
   */
  public boolean consumeCookieReply(byte[] reply, long nowNanos) {
    if (!awaitsCookie
        || reply.length != Messages.COOKIE_REPLY_SIZE
        || Messages.type(reply) != Messages.COOKIE_REPLY) {
      return false;
    }
    int from = Messages.COOKIE_REPLY_NONCE;
    byte[] nonce = Arrays.copyOfRange(reply, from, from + XChaCha.NONCE);
    byte[] opened = new byte[Blake2s.MAC];
    int sealed = Messages.COOKIE_REPLY_COOKIE;
    if (!XChaCha.open(
        remote.cookieKey(), nonce, reply, sealed, reply.length - sealed, lastMac1, opened)) {
      return false;
    }
    System.arraycopy(opened, 0, cookie, 0, cookie.length);
    cookieNanos = nowNanos;
    hasCookie = true;
    awaitsCookie = false;
    return true;
  }

  /** Wipes the cookie. Idempotent. */
  @Override
  public void close() {
    forgetCookie();
  }

  private void forgetCookie() {
    Arrays.fill(cookie, (byte) 0);
    hasCookie = false;
  }
}
