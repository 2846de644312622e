package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;

/**
 * A peer as seen from one {@link LocalIdentity}: its static public key, the preshared key, and what
 * is computed once for all handshakes with it (wireguard-protocol §4.1, §6).
 */
public final class RemoteIdentity implements AutoCloseable {
  private final PublicKey key;
  private final byte[] mac1Key;
  private final byte[] cookieKey;
  private final SecretKey staticStatic;
  private final boolean usable;
  private SecretKey presharedKey;

  /**
   * Computes the static-static secret, about 0.1 ms.
   *
   * @param presharedKey copied; {@link SecretKey#zero()} when none is configured
   */
  public RemoteIdentity(PublicKey key, SecretKey presharedKey, LocalIdentity local) {
    this.key = key;
    this.presharedKey = presharedKey.copy();
    mac1Key = Blake2s.hash(Labels.MAC1, key.bytes());
    cookieKey = Blake2s.hash(Labels.COOKIE, key.bytes());
    staticStatic = SecretKey.zero();
    usable = X25519.agree(local.privateKey(), key, staticStatic.bytes());
  }

  /** The peer's static public key. */
  public PublicKey key() {
    return key;
  }

  /**
   * Whether handshakes with this peer are possible. False for public keys of low order, which may
   * be configured but must never cause a packet on the wire (§4.1).
   */
  public boolean usable() {
    return usable;
  }

  /** The secret mixed in as the psk token of the next handshake. */
  public SecretKey presharedKey() {
    return presharedKey;
  }

  /** Replaces the preshared key from the next handshake on; {@code replacement} is copied. */
  public void presharedKey(SecretKey replacement) {
    SecretKey old = presharedKey;
    presharedKey = replacement.copy();
    old.close();
  }

  /** DH of both static keys: all zero if not {@link #usable()}. */
  SecretKey staticStatic() {
    return staticStatic;
  }

  /** The key of mac1 in messages we send to this peer: 32 bytes, not secret. */
  byte[] mac1Key() {
    return mac1Key;
  }

  /** The key of the cookie replies this peer sends: 32 bytes, not secret. */
  byte[] cookieKey() {
    return cookieKey;
  }

  /** Wipes the preshared key and the static-static secret. Idempotent. */
  @Override
  public void close() {
    presharedKey.close();
    staticStatic.close();
  }
}
