package io.veiltun.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 of the JDK: about half libcrypto's speed. The JDK's cipher takes a new
 * parameter object per packet (some 2 KB of garbage) and keeps copies of the key that only the
 * collector removes.
 */
final class JdkAead implements AeadProvider {
  static final String NAME = "jdk";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Sealer sealer(SecretKey key) {
    return new JdkCipher(key, Cipher.ENCRYPT_MODE);
  }

  @Override
  public Opener opener(SecretKey key) {
    return new JdkCipher(key, Cipher.DECRYPT_MODE);
  }

  private static final class JdkCipher extends CopyingCipher {
    private final int mode;
    private final Cipher cipher;
    private SecretKeySpec key;

    JdkCipher(SecretKey key, int mode) {
      this.mode = mode;
      this.key = new SecretKeySpec(key.bytes(), "ChaCha20");
      try {
        cipher = Cipher.getInstance("ChaCha20-Poly1305");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK has no ChaCha20-Poly1305", e);
      }
    }

    @Override
    boolean transform(byte[] nonce, byte[] input, int length, byte[] output) {
      try {
        cipher.init(mode, key, new IvParameterSpec(nonce));
        cipher.doFinal(input, 0, length, output, 0);
        return true;
      } catch (AEADBadTagException wrongTag) {
        return false;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK's ChaCha20-Poly1305 failed", e);
      }
    }

    /** All a caller can do: neither the key object nor the cipher can be wiped. */
    @Override
    void wipe() {
      key = new SecretKeySpec(new byte[SecretKey.LENGTH], "ChaCha20");
      try {
        cipher.init(mode, key, new IvParameterSpec(new byte[12]));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK's ChaCha20-Poly1305 failed", e);
      }
    }
  }
}
