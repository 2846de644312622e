package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.XChaCha;
import io.veiltun.engine.packet.Endpoint;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Checks the MACs of the handshake messages sent to us and hands out cookies (wireguard-protocol
 * §6.1 to §6.3). Messages must be initiations or responses of the right length.
 */
public final class MacChecker {
  /** COOKIE_SECRET_MAX_AGE: an older secret is replaced when it is needed next. */
  static final long SECRET_MAX_AGE_NANOS = 120_000_000_000L;

  private final LocalIdentity local;
  private final RandomGenerator random;
  private final byte[] secret = new byte[Blake2s.HASH];
  private boolean hasSecret;
  private long secretNanos;

  /**
   * A checker for one device.
   *
   * @param random gives cookie secrets and nonces
   */
  public MacChecker(LocalIdentity local, RandomGenerator random) {
    this.local = local;
    this.random = random;
  }

  /** Whether the sender knows our public key. In constant time. */
  public boolean hasValidMac1(byte[] message) {
    int mac1 = message.length - Messages.MAC1_FROM_END;
    byte[] expected = Blake2s.mac16(local.mac1Key(), message, 0, mac1);
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(message, mac1, mac1 + Blake2s.MAC));
  }

  /**
   * Whether the sender has the cookie that belongs to its address and port, which proves that it
   * receives what we send there. In constant time.
   */
  public boolean hasValidMac2(byte[] message, Endpoint source, long nowNanos) {
    int mac2 = message.length - Messages.MAC2_FROM_END;
    byte[] expected = Blake2s.mac16(cookie(source, nowNanos), message, 0, mac2);
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(message, mac2, mac2 + Blake2s.MAC));
  }

  /**
   * The answer to a message with a valid mac1 while we are under load; always shorter than the
   * message.
   *
   * @param source where the message came from and the answer goes
   * @return 64 bytes
   */
  public byte[] cookieReply(byte[] message, Endpoint source, long nowNanos) {
    int mac1 = message.length - Messages.MAC1_FROM_END;
    byte[] aad = Arrays.copyOfRange(message, mac1, mac1 + Blake2s.MAC);
    byte[] cookie = cookie(source, nowNanos);
    byte[] nonce = new byte[XChaCha.NONCE];
    random.nextBytes(nonce);
    byte[] reply = new byte[Messages.COOKIE_REPLY_SIZE];
    Messages.writeInt(reply, Messages.TYPE, Messages.COOKIE_REPLY);
    Messages.writeInt(reply, Messages.COOKIE_REPLY_RECEIVER, Messages.sender(message));
    System.arraycopy(nonce, 0, reply, Messages.COOKIE_REPLY_NONCE, nonce.length);
    XChaCha.seal(local.cookieKey(), nonce, cookie, aad, reply, Messages.COOKIE_REPLY_COOKIE);
    return reply;
  }

  /** Wipes the secret, which ends every cookie handed out, as when our identity changes. */
  public void forgetSecret() {
    Arrays.fill(secret, (byte) 0);
    hasSecret = false;
  }

  /** Keyed by the secret; over the address, and the port so that a NAT's users do not share one. */
  private byte[] cookie(Endpoint source, long nowNanos) {
    if (!hasSecret || nowNanos - secretNanos > SECRET_MAX_AGE_NANOS) {
      random.nextBytes(secret);
      secretNanos = nowNanos;
      hasSecret = true;
    }
    byte[] address = source.address();
    byte[] data = Arrays.copyOf(address, address.length + 2);
    data[address.length] = (byte) (source.port() >>> 8);
    data[address.length + 1] = (byte) source.port();
    return Blake2s.mac16(secret, data, 0, data.length);
  }
}
