package io.veiltun.engine.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Diffie-Hellman on Curve25519 (RFC 7748 §5 and §6.1; wireguard-protocol §1). */
public final class X25519 {
  private static final Set<String> LOW_ORDER =
      Set.of(
          "00".repeat(32),
          "01" + "00".repeat(31),
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ec" + "ff".repeat(30) + "7f",
          "ed" + "ff".repeat(30) + "7f",
          "ee" + "ff".repeat(30) + "7f");

  /** Its class is loaded, and the choice made, when the first key is used. */
  private static final X25519Provider PROVIDER = X25519Providers.select();

  private X25519() {}

  /** Which implementation is in use: {@code libcrypto} or {@code bouncycastle}. */
  public static String providerName() {
    return PROVIDER.name();
  }

  /**
   * Makes a private key, clamped or not, ready for agreements; {@code privateKey} is copied and
   * stays the caller's.
   */
  public static AgreementKey key(SecretKey privateKey) {
    return PROVIDER.key(privateKey);
  }

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
    try (AgreementKey key = key(privateKey)) {
      return key.agree(publicKey, out);
    }
  }

  /**
   * Whether a public key is one of the points that make every shared secret zero (RFC 7748 §6.1,
   * RFC 7748 §7): 0, 1, two of order 8, and -1, 0, 1 written as p - 1, p, p + 1. The highest bit
   * does not count.
   */
  public static boolean isLowOrder(PublicKey publicKey) {
    byte[] canonical = publicKey.bytes().clone();
    canonical[31] &= 127;
    return LOW_ORDER.contains(HexFormat.of().formatHex(canonical));
  }

  /** The public key that belongs to a private key, clamped or not. */
  public static PublicKey publicKey(SecretKey privateKey) {
    try (AgreementKey key = key(privateKey)) {
      return key.publicKey();
    }
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
