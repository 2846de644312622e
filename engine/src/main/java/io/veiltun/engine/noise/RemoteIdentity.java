package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import org.jspecify.annotations.Nullable;

/**
 * A peer as seen from one {@link LocalIdentity}: its static public key, the preshared key, and what
 * is computed once for all handshakes with it (wireguard-protocol §4.1, §6).
 */
public final class RemoteIdentity implements AutoCloseable {
  private final PublicKey key;
  private final byte[] mac1Key;
  private final byte[] cookieKey;
  private final LocalIdentity local;
  private final boolean lowOrder;
  private @Nullable SecretKey staticStatic;
  private SecretKey presharedKey;

  /**
   * Cheap: the static-static secret is computed when the first handshake needs it.
   *
   * @param presharedKey copied; {@link SecretKey#zero()} when none is configured
   */
  public RemoteIdentity(PublicKey key, SecretKey presharedKey, LocalIdentity local) {
    this.key = key;
    this.presharedKey = presharedKey.copy();
    mac1Key = Blake2s.hash(Labels.MAC1, key.bytes());
    cookieKey = Blake2s.hash(Labels.COOKIE, key.bytes());
    this.local = local;
    lowOrder = X25519.isLowOrder(key);
  }

  /** The peer's static public key. */
  public PublicKey key() {
    return key;
  }

  /**
   * Whether handshakes with this peer are possible. False while we have no identity, and for public
   * keys of low order.
   */
  public boolean usable() {
    return !lowOrder && local.present();
  }

  /**
   * Whether the public key is of low order: it may be configured but must never cause a packet on
   * the wire (§4.1).
   */
  public boolean lowOrder() {
    return lowOrder;
  }

  /** Our identity was replaced: what was computed with the old one is wiped. */
  public void localChanged() {
    if (staticStatic != null) {
      staticStatic.close();
      staticStatic = null;
    }
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

  /** DH of both static keys: all zero if not {@link #usable()}. The first call computes it. */
  SecretKey staticStatic() {
    SecretKey known = staticStatic;
    if (known == null) {
      known = SecretKey.zero();
      local.agreement().agree(key.bytes(), known.bytes());
      staticStatic = known;
    }
    return known;
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
    localChanged();
  }
}
