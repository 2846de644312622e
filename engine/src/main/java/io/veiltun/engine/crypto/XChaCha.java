package io.veiltun.engine.crypto;

import org.bouncycastle.crypto.modes.XChaCha20Poly1305;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with associated data: the seal of cookie replies
 * (wireguard-protocol §1, §6.3).
 */
public final class XChaCha {
  /** The length of the nonce in bytes. */
  public static final int NONCE = 24;

  private XChaCha() {}

  /**
   * Encrypts all of {@code plaintext} into {@code out} from {@code outOffset}: its length plus 16
   * bytes.
   *
   * @param key 32 bytes
   * @param nonce 24 bytes, never used twice with the same key
   */
  public static void seal(
      byte[] key, byte[] nonce, byte[] plaintext, byte[] aad, byte[] out, int outOffset) {
    HandshakeAead.seal(new XChaCha20Poly1305(), key, nonce, plaintext, aad, out, outOffset);
  }

  /**
   * Decrypts {@code length} bytes of {@code sealed}, tag included, from {@code offset} into the
   * start of {@code out}.
   *
   * @param length at least 16
   * @return false if the tag is wrong; {@code out} is then undefined
   */
  public static boolean open(
      byte[] key, byte[] nonce, byte[] sealed, int offset, int length, byte[] aad, byte[] out) {
    return HandshakeAead.open(
        new XChaCha20Poly1305(), key, nonce, sealed, offset, length, aad, out);
  }
}
