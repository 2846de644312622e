package io.veiltun.engine.crypto;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * ChaCha20-Poly1305 (RFC 8439) as the handshake uses it: a key for a single message, counter 0, the
 * handshake hash as associated data (wireguard-protocol §4).
 */
public final class HandshakeAead {
  /** The length of the tag in bytes. */
  public static final int TAG = 16;

  private static final byte[] COUNTER_ZERO = new byte[12];

  private HandshakeAead() {}

  /**
   * Encrypts all of {@code plaintext} into {@code out} from {@code outOffset}: its length plus
   * {@link #TAG} bytes.
   *
   * @param key 32 bytes, used for this message only
   */
  public static void seal(byte[] key, byte[] plaintext, byte[] aad, byte[] out, int outOffset) {
    seal(new ChaCha20Poly1305(), key, COUNTER_ZERO, plaintext, aad, out, outOffset);
  }

  /**
   * Decrypts {@code length} bytes of {@code sealed}, tag included, from {@code offset} into the
   * start of {@code out}.
   *
   * @param length at least {@link #TAG}
   * @param out at least {@code length - TAG} bytes
   * @return false if the tag is wrong; {@code out} is then undefined
   */
  public static boolean open(
      byte[] key, byte[] sealed, int offset, int length, byte[] aad, byte[] out) {
    return open(new ChaCha20Poly1305(), key, COUNTER_ZERO, sealed, offset, length, aad, out);
  }

  static void seal(
      AEADCipher cipher,
      byte[] key,
      byte[] nonce,
      byte[] plaintext,
      byte[] aad,
      byte[] out,
      int outOffset) {
    try {
      cipher.init(true, new AEADParameters(new KeyParameter(key), TAG * Byte.SIZE, nonce, aad));
      int written = cipher.processBytes(plaintext, 0, plaintext.length, out, outOffset);
      cipher.doFinal(out, outOffset + written);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("encryption cannot fail", e);
    }
  }

  static boolean open(
      AEADCipher cipher,
      byte[] key,
      byte[] nonce,
      byte[] sealed,
      int offset,
      int length,
      byte[] aad,
      byte[] out) {
    try {
      cipher.init(false, new AEADParameters(new KeyParameter(key), TAG * Byte.SIZE, nonce, aad));
      int written = cipher.processBytes(sealed, offset, length, out, 0);
      cipher.doFinal(out, written);
      return true;
    } catch (InvalidCipherTextException wrongTag) {
      return false;
    }
  }
}
