package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.AgreementKey;
import io.veiltun.engine.crypto.Blake2s;
import io.veiltun.engine.crypto.HandshakeAead;
import io.veiltun.engine.crypto.Kdf;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import java.util.Arrays;

/**
 * The running values of one handshake: chaining key C, hash H and the temporary key K of the last
 * token (wireguard-protocol §4). The methods are the tokens of the Noise pattern.
 */
final class NoiseState implements AutoCloseable {
  private static final byte[] NOTHING = {};

  private final byte[] chainingKey = new byte[SecretKey.LENGTH];
  private final byte[] hash = new byte[Blake2s.HASH];
  private final byte[] key = new byte[SecretKey.LENGTH];

  /** Starts over as both sides do: C0, and H0 with the responder's static key mixed in. */
  void start(PublicKey responder) {
    System.arraycopy(Labels.INITIAL_CHAINING_KEY, 0, chainingKey, 0, chainingKey.length);
    byte[] mixed = Blake2s.hash(Labels.INITIAL_HASH, responder.bytes());
    System.arraycopy(mixed, 0, hash, 0, hash.length);
  }

  void copyFrom(NoiseState other) {
    System.arraycopy(other.chainingKey, 0, chainingKey, 0, chainingKey.length);
    System.arraycopy(other.hash, 0, hash, 0, hash.length);
    System.arraycopy(other.key, 0, key, 0, key.length);
  }

  /** Token e: C = KDF1(C, e), H = HASH(H ‖ e). */
  void mixEphemeral(byte[] ephemeral) {
    Kdf.kdf1(chainingKey, ephemeral, chainingKey);
    mixHash(ephemeral);
  }

  /**
   * Tokens es of the first message: (C, K) = KDF2(C, DH).
   *
   * @return false if the shared secret is all zero; the state must then be discarded
   */
  boolean mixDhAndKey(AgreementKey privateKey, byte[] publicKey) {
    byte[] shared = new byte[SecretKey.LENGTH];
    boolean contributory = privateKey.agree(publicKey, shared);
    mixKey(shared);
    Arrays.fill(shared, (byte) 0);
    return contributory;
  }

  /** Token ss with its precomputed secret: (C, K) = KDF2(C, secret). */
  void mixKey(byte[] secret) {
    Kdf.kdf2(chainingKey, secret, chainingKey, key);
  }

  /**
   * Tokens ee and se of the second message: C = KDF1(C, DH).
   *
   * @return false if the shared secret is all zero; the state must then be discarded
   */
  boolean mixDh(AgreementKey privateKey, byte[] publicKey) {
    byte[] shared = new byte[SecretKey.LENGTH];
    boolean contributory = privateKey.agree(publicKey, shared);
    Kdf.kdf1(chainingKey, shared, chainingKey);
    Arrays.fill(shared, (byte) 0);
    return contributory;
  }

  /** Token psk: (C, T, K) = KDF3(C, psk), H = HASH(H ‖ T). */
  void mixPresharedKey(SecretKey presharedKey) {
    byte[] tau = new byte[SecretKey.LENGTH];
    Kdf.kdf3(chainingKey, presharedKey.bytes(), chainingKey, tau, key);
    mixHash(tau);
    Arrays.fill(tau, (byte) 0);
  }

  /** Writes AEAD(K, 0, plaintext, H) at {@code offset} of {@code message} and mixes it into H. */
  void seal(byte[] plaintext, byte[] message, int offset) {
    HandshakeAead.seal(key, plaintext, hash, message, offset);
    mixHash(Arrays.copyOfRange(message, offset, offset + plaintext.length + HandshakeAead.TAG));
  }

  /**
   * Opens the field of {@code message} that {@link #seal} wrote for a plaintext of {@code
   * out.length} bytes.
   *
   * @return false if the tag is wrong; the state is then unchanged
   */
  boolean open(byte[] message, int offset, byte[] out) {
    int length = out.length + HandshakeAead.TAG;
    if (!HandshakeAead.open(key, message, offset, length, hash, out)) {
      return false;
    }
    mixHash(Arrays.copyOfRange(message, offset, offset + length));
    return true;
  }

  /** The session's keys (§4.5): (T1, T2) = KDF2(C, ""), T1 for the initiator's data. */
  SessionKeys split(int localIndex, int remoteIndex, boolean initiator) {
    byte[] t1 = new byte[SecretKey.LENGTH];
    byte[] t2 = new byte[SecretKey.LENGTH];
    Kdf.kdf2(chainingKey, NOTHING, t1, t2);
    SecretKey first = SecretKey.owning(t1);
    SecretKey second = SecretKey.owning(t2);
    return initiator
        ? new SessionKeys(first, second, localIndex, remoteIndex, true)
        : new SessionKeys(second, first, localIndex, remoteIndex, false);
  }

  private void mixHash(byte[] data) {
    byte[] mixed = Blake2s.hash(hash, data);
    System.arraycopy(mixed, 0, hash, 0, hash.length);
  }

  /** C, for tests of single steps. */
  byte[] chainingKey() {
    return chainingKey.clone();
  }

  /** H, for tests of single steps. */
  byte[] hash() {
    return hash.clone();
  }

  /** K, for tests of single steps. */
  byte[] key() {
    return key.clone();
  }

  @Override
  public void close() {
    Arrays.fill(chainingKey, (byte) 0);
    Arrays.fill(hash, (byte) 0);
    Arrays.fill(key, (byte) 0);
  }
}
