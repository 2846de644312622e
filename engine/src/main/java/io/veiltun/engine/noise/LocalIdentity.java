package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;

/**
 * Our own static key pair and the keys that follow from it (wireguard-protocol §6.1, §6.3). It may
 * be replaced by another, or by none (§15). Handshake thread, but for {@link #publicKey()}.
 */
public final class LocalIdentity implements AutoCloseable {
  private static final PublicKey NOBODY = PublicKey.of(new byte[SecretKey.LENGTH]);

  private SecretKey privateKey = SecretKey.zero();
  private volatile PublicKey publicKey = NOBODY;
  private byte[] mac1Key = {};
  private byte[] cookieKey = {};
  private boolean present;

  /** Like {@link #change} from none. */
  public LocalIdentity(SecretKey privateKey) {
    become(privateKey);
  }

  /**
   * Wipes the key pair and takes another. What was derived from the old one elsewhere is the
   * caller's to forget.
   *
   * @param replacement copied and clamped, the caller still owns and wipes it; all zeros for none
   */
  public void change(SecretKey replacement) {
    SecretKey old = privateKey;
    become(replacement);
    old.close();
  }

  private void become(SecretKey key) {
    present = !key.isZero();
    privateKey = present ? X25519.clamp(key.bytes()) : SecretKey.zero();
    publicKey = present ? X25519.publicKey(privateKey) : NOBODY;
    mac1Key = Blake2s.hash(Labels.MAC1, publicKey.bytes());
    cookieKey = Blake2s.hash(Labels.COOKIE, publicKey.bytes());
  }

  /** Whether there is a key pair: without one no handshake is possible. */
  public boolean present() {
    return present;
  }

  /** The private key; all zero if there is none, and after {@link #close()}. */
  public SecretKey privateKey() {
    return privateKey;
  }

  /** What others know us by; all zero if there is no key pair. Any thread. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * The key of mac1 in messages sent <em>to</em> us: 32 bytes. Not a copy: do not write to it. Not
   * secret: it follows from the public key.
   */
  @SuppressWarnings("MutableMemberReturned")
  public byte[] mac1Key() {
    return mac1Key;
  }

  /** The key of the cookie replies we send: 32 bytes. Not a copy: do not write to it. */
  @SuppressWarnings("MutableMemberReturned")
  public byte[] cookieKey() {
    return cookieKey;
  }

  /** Wipes the private key: there is none from here on. Idempotent. */
  @Override
  public void close() {
    present = false;
    privateKey.close();
  }
}
