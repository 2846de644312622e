package io.veiltun.engine.crypto;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * ChaCha20-Poly1305 of BouncyCastle: works everywhere, a tenth of libcrypto's speed. The oracle of
 * the others.
 */
final class BouncyCastleAead implements AeadProvider {
  static final String NAME = "bouncycastle";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Sealer sealer(SecretKey key) {
    return new BouncyCastleCipher(key, true);
  }

  @Override
  public Opener opener(SecretKey key) {
    return new BouncyCastleCipher(key, false);
  }

  private static final class BouncyCastleCipher extends CopyingCipher {
    private final SecretKey key;
    private final boolean encrypt;
    private final ChaCha20Poly1305 cipher = new ChaCha20Poly1305();

    BouncyCastleCipher(SecretKey key, boolean encrypt) {
      this.key = key.copy();
      this.encrypt = encrypt;
    }

    @Override
    boolean transform(byte[] nonce, byte[] input, int length, byte[] output) {
      try {
        cipher.init(encrypt, new ParametersWithIV(new KeyParameter(key.bytes()), nonce));
        int written = cipher.processBytes(input, 0, length, output, 0);
        cipher.doFinal(output, written);
        return true;
      } catch (InvalidCipherTextException wrongTag) {
        return false;
      }
    }

    @Override
    void wipe() {
      key.close();
    }
  }
}
