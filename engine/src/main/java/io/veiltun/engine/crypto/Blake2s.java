package io.veiltun.engine.crypto;

import org.bouncycastle.crypto.digests.Blake2sDigest;

/** BLAKE2s (RFC 7693) in the two forms WireGuard uses (wireguard-protocol §1). */
public final class Blake2s {
  /** The length of {@link #hash} in bytes. */
  public static final int HASH = 32;

  /** The length of {@link #mac16} in bytes. */
  public static final int MAC = 16;

  private Blake2s() {}

  /** HASH: unkeyed BLAKE2s-256 of the concatenation of {@code parts}; 32 bytes. */
  public static byte[] hash(byte[]... parts) {
    byte[] out = new byte[HASH];
    hashInto(out, parts);
    return out;
  }

  /**
   * Like {@link #hash}, into {@code out}, which may be one of {@code parts}.
   *
   * @param out at least 32 bytes
   */
  static void hashInto(byte[] out, byte[]... parts) {
    var digest = new Blake2sDigest(HASH * Byte.SIZE);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    digest.doFinal(out, 0);
  }

  /**
   * MAC: keyed BLAKE2s with 16 bytes of output, over a range of {@code data}.
   *
   * @param key 1 to 32 bytes; WireGuard uses 16 and 32
   */
  public static byte[] mac16(byte[] key, byte[] data, int offset, int length) {
    byte[] out = new byte[MAC];
    var digest = new Blake2sDigest(key, MAC, null, null);
    digest.update(data, offset, length);
    digest.doFinal(out, 0);
    digest.clearKey();
    digest.reset();
    return out;
  }
}
