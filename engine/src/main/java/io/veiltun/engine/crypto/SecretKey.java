package io.veiltun.engine.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 32 secret bytes: a private key, a preshared key or a session key. Compared in constant time,
 * never printed, wiped by {@link #close()}. The bytes live on the heap, where a collector may have
 * copied them before the wipe; see DESIGN.md.
 */
public final class SecretKey implements AutoCloseable {
  /** The length of every WireGuard key in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private SecretKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies {@code bytes}, which must be {@link #LENGTH} long; the caller still owns and wipes them.
   */
  public static SecretKey copyOf(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new SecretKey(bytes.clone());
  }

  /**
   * Takes over {@code bytes}, which must be {@link #LENGTH} long and not be used by the caller
   * again.
   */
  public static SecretKey owning(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new SecretKey(bytes);
  }

  /** The key of a peer without a preshared key: 32 zero bytes. */
  public static SecretKey zero() {
    return new SecretKey(new byte[LENGTH]);
  }

  /** The bytes themselves, not a copy: pass them to a primitive and let go. */
  @SuppressWarnings("MutableMemberReturned")
  public byte[] bytes() {
    return bytes;
  }

  /** A copy with a lifetime of its own. */
  public SecretKey copy() {
    return new SecretKey(bytes.clone());
  }

  /** Whether all bytes are zero, in constant time. */
  public boolean isZero() {
    int any = 0;
    for (byte b : bytes) {
      any |= b;
    }
    return any == 0;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretKey that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** A constant: a hash of a secret must not end up in a table that can be printed. */
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "SecretKey[redacted]";
  }
}
