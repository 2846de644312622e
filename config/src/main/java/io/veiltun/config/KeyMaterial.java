package io.veiltun.config;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The 32 bytes of a private or preshared key that a profile holds or names. Compared in constant
 * time, never printed, wiped by {@link #close()}. A key written into the profile itself was once a
 * Java string, which stays on the heap until it is collected; a key file leaves no such copy.
 */
public final class KeyMaterial implements AutoCloseable {
  /** The length of every WireGuard key in bytes. */
  public static final int LENGTH = Base64Key.BYTES;

  private final byte[] bytes;

  private KeyMaterial(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads 44 characters of base64.
   *
   * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
   */
  public static KeyMaterial parse(String text) {
    return new KeyMaterial(Base64Key.decode(text));
  }

  /** As {@link #parse(String)}, of text that the caller can wipe. */
  public static KeyMaterial parse(byte[] ascii) {
    return new KeyMaterial(Base64Key.decode(ascii));
  }

  /** The bytes themselves, not a copy: pass them on and let go. */
  @SuppressWarnings("MutableMemberReturned")
  public byte[] bytes() {
    return bytes;
  }

  /** 44 characters of base64, a copy that the caller wipes. */
  public byte[] base64() {
    return Base64.getEncoder().encode(bytes);
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyMaterial that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** A constant: a hash of a secret must not end up in a table that can be printed. */
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "KeyMaterial[redacted]";
  }
}
