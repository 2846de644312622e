package io.veiltun.engine.crypto;

/** An implementation of X25519. */
interface X25519Provider {
  /** What it is called: {@code libcrypto} or {@code bouncycastle}. */
  String name();

  /** Makes a private key, clamped or not, ready; the bytes are copied. */
  AgreementKey key(SecretKey privateKey);
}
