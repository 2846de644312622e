package io.veiltun.engine.crypto;

/**
 * A source of ChaCha20-Poly1305 (RFC 8439) for transport data: empty associated data, nonce = 4
 * zero bytes followed by the counter in little-endian order (wireguard-protocol §1).
 */
public interface AeadProvider {
  /**
   * The name used by {@code --aead} and in logs: {@code libcrypto}, {@code jdk} or {@code
   * bouncycastle}.
   */
  String name();

  /**
   * A sealer for one session's sending key. The key is copied; the sealer's {@code close} wipes the
   * copy.
   */
  Sealer sealer(SecretKey key);

  /**
   * An opener for one session's receiving key. The key is copied; the opener's {@code close} wipes
   * the copy.
   */
  Opener opener(SecretKey key);
}
