package io.veiltun.engine.crypto;

/**
 * An X25519 private key made ready for agreements, perhaps in native memory: close it, which wipes
 * it. Made by {@link X25519#key}. One thread at a time.
 */
public interface AgreementKey extends AutoCloseable {
  /** The public key that belongs to it. */
  PublicKey publicKey();

  /**
   * The shared secret with a public key.
   *
   * @param publicKey 32 bytes
   * @param out receives 32 bytes
   * @return false if the secret is all zero, which a public key of low order forces; the caller
   *     must then drop the message or not send it
   * @throws IllegalStateException after {@link #close}
   */
  boolean agree(byte[] publicKey, byte[] out);

  /** Wipes the key. Idempotent. */
  @Override
  void close();
}
