package io.veiltun.engine.crypto;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Diffie-Hellman on Curve25519 (RFC 7748 §5 and §6.1; wireguard-protocol §1). */
public final class X25519 {
  private X25519() {}

  /**
   * The shared secret of a private and a public key.
   *
   * @param out receives 32 bytes
   * @return false if the secret is all zero, which a public key of low order forces; the caller
   *     must then drop the message or not send it
   */
  public static boolean agree(SecretKey privateKey, PublicKey publicKey, byte[] out) {
    return agree(privateKey, publicKey.bytes(), out);
  }

  /**
   * Like {@link #agree(SecretKey, PublicKey, byte[])}.
   *
   * @param publicKey 32 bytes
   */
  public static boolean agree(SecretKey privateKey, byte[] publicKey, byte[] out) {
    return org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(
        privateKey.bytes(), 0, publicKey, 0, out, 0);
  }

  /** The public key that belongs to a private key, clamped or not. */
  public static PublicKey publicKey(SecretKey privateKey) {
    byte[] out = new byte[SecretKey.LENGTH];
    org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(privateKey.bytes(), 0, out, 0);
    return PublicKey.of(out);
  }

  /**
   * A private key from 32 random or configured bytes, in the clamped form that WireGuard stores
   * (RFC 7748 §5). {@code bytes} is copied; the caller still owns and wipes it.
   */
  public static SecretKey clamp(byte[] bytes) {
    SecretKey key = SecretKey.copyOf(bytes);
    byte[] own = key.bytes();
    own[0] &= (byte) 248;
    own[31] = (byte) ((own[31] & 127) | 64);
    return key;
  }

  /**
   * A new private key.
   *
   * @param random cryptographic, except in tests
   */
  public static SecretKey newPrivateKey(RandomGenerator random) {
    byte[] bytes = new byte[SecretKey.LENGTH];
    random.nextBytes(bytes);
    SecretKey key = clamp(bytes);
    Arrays.fill(bytes, (byte) 0);
    return key;
  }
}
