package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.AgreementKey;
import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import org.jspecify.annotations.Nullable;

/**
 * Our own static key pair and the keys that follow from it (wireguard-protocol §6.1, §6.3). It may
 * be replaced by another, or by none (§15). Handshake thread, but for {@link #publicKey()}.
 */
public final class LocalIdentity implements AutoCloseable {
  private static final PublicKey NOBODY = PublicKey.of(new byte[SecretKey.LENGTH]);

  private SecretKey privateKey = SecretKey.zero();
  private volatile PublicKey publicKey = NOBODY;
  private @Nullable AgreementKey agreement;
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
    AgreementKey oldAgreement = agreement;
    become(replacement);
    old.close();
    if (oldAgreement != null) {
      oldAgreement.close();
    }
  }

  private void become(SecretKey key) {
    present = !key.isZero();
    privateKey = present ? X25519.clamp(key.bytes()) : SecretKey.zero();
    agreement = present ? X25519.key(privateKey) : null;
    publicKey = agreement != null ? agreement.publicKey() : NOBODY;
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

  /** The private key ready for agreements; only while {@link #present()}. */
  AgreementKey agreement() {
    if (agreement == null) {
      throw new IllegalStateException("there is no private key");
    }
    return agreement;
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
    if (agreement != null) {
      agreement.close();
    }
  }
}
