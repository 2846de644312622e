package io.veiltun.engine.crypto;

import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 in Java: works everywhere, and is the oracle for the other one. */
final class BouncyCastleX25519 implements X25519Provider {
  static final String NAME = "bouncycastle";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public AgreementKey key(SecretKey privateKey) {
    return new Key(privateKey.copy());
  }

  private static final class Key implements AgreementKey {
    private final SecretKey privateKey;
    private boolean closed;

    Key(SecretKey privateKey) {
      this.privateKey = privateKey;
    }

    @Override
    public PublicKey publicKey() {
      byte[] out = new byte[SecretKey.LENGTH];
      X25519.generatePublicKey(opened().bytes(), 0, out, 0);
      return PublicKey.of(out);
    }

    @Override
    public boolean agree(byte[] publicKey, byte[] out) {
      return X25519.calculateAgreement(opened().bytes(), 0, publicKey, 0, out, 0);
    }

    private SecretKey opened() {
      if (closed) {
        throw new IllegalStateException("used after close");
      }
      return privateKey;
    }

    @Override
    public void close() {
      closed = true;
      privateKey.close();
    }
  }
}
