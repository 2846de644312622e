package io.veiltun.engine.crypto;

import java.util.Arrays;

/**
 * KDF1 to KDF3 (wireguard-protocol §1): HKDF (RFC 5869) with empty info over HMAC (RFC 2104) over
 * unkeyed BLAKE2s-256. Every temporary value is wiped.
 */
public final class Kdf {
  private static final int BLOCK = 64;
  private static final byte[] NONE = {};

  private Kdf() {}

  /**
   * KDF1.
   *
   * @param key up to 64 bytes: the chaining key
   * @param t1 receives 32 bytes; may be {@code key} itself
   */
  public static void kdf1(byte[] key, byte[] input, byte[] t1) {
    byte[] prk = hmac(key, input);
    expand(prk, NONE, 1, t1);
    Arrays.fill(prk, (byte) 0);
  }

  /** KDF2: two times 32 bytes; {@code t1} may be {@code key} itself. */
  public static void kdf2(byte[] key, byte[] input, byte[] t1, byte[] t2) {
    byte[] prk = hmac(key, input);
    expand(prk, NONE, 1, t1);
    expand(prk, t1, 2, t2);
    Arrays.fill(prk, (byte) 0);
  }

  /** KDF3: three times 32 bytes; {@code t1} may be {@code key} itself. */
  public static void kdf3(byte[] key, byte[] input, byte[] t1, byte[] t2, byte[] t3) {
    byte[] prk = hmac(key, input);
    expand(prk, NONE, 1, t1);
    expand(prk, t1, 2, t2);
    expand(prk, t2, 3, t3);
    Arrays.fill(prk, (byte) 0);
  }

  /**
   * HMAC-BLAKE2s of the concatenation of {@code parts}; 32 bytes.
   *
   * @param key up to 64 bytes
   */
  static byte[] hmac(byte[] key, byte[]... parts) {
    byte[] inner = pad(key, 0x36);
    byte[][] message = new byte[parts.length + 1][];
    message[0] = inner;
    System.arraycopy(parts, 0, message, 1, parts.length);
    byte[] digest = Blake2s.hash(message);
    byte[] outer = pad(key, 0x5c);
    byte[] mac = Blake2s.hash(outer, digest);
    Arrays.fill(inner, (byte) 0);
    Arrays.fill(outer, (byte) 0);
    Arrays.fill(digest, (byte) 0);
    return mac;
  }

  private static void expand(byte[] prk, byte[] previous, int round, byte[] out) {
    byte[] block = hmac(prk, previous, new byte[] {(byte) round});
    System.arraycopy(block, 0, out, 0, block.length);
    Arrays.fill(block, (byte) 0);
  }

  private static byte[] pad(byte[] key, int with) {
    byte[] block = Arrays.copyOf(key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= (byte) with;
    }
    return block;
  }
}
