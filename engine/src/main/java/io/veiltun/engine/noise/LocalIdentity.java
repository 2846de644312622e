package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;

/** Our own static key pair and the keys that follow from it (wireguard-protocol §6.1, §6.3). */
public final class LocalIdentity implements AutoCloseable {
  private final SecretKey privateKey;
  private final PublicKey publicKey;
  private final byte[] mac1Key;
  private final byte[] cookieKey;

  /** Copies and clamps {@code privateKey}; the caller still owns and wipes it. */
  public LocalIdentity(SecretKey privateKey) {
    this.privateKey = X25519.clamp(privateKey.bytes());
    publicKey = X25519.publicKey(this.privateKey);
    mac1Key = Blake2s.hash(Labels.MAC1, publicKey.bytes());
    cookieKey = Blake2s.hash(Labels.COOKIE, publicKey.bytes());
  }

  /** The private key; all zero after {@link #close()}. */
  public SecretKey privateKey() {
    return privateKey;
  }

  /** What others know us by. */
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

  /** Wipes the private key. Idempotent. */
  @Override
  public void close() {
    privateKey.close();
  }
}
