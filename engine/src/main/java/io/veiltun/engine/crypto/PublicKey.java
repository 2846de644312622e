package io.veiltun.engine.crypto;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A 32-byte X25519 public key: the name of a peer. Immutable. */
public final class PublicKey {
  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}, which must be 32 long. */
  public static PublicKey of(byte[] bytes) {
    if (bytes.length != SecretKey.LENGTH) {
      throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
    }
    return new PublicKey(bytes.clone());
  }

  /** The bytes themselves, not a copy: do not write to them. */
  @SuppressWarnings("MutableMemberReturned")
  public byte[] bytes() {
    return bytes;
  }

  /** The key as {@code wg} prints it: 44 characters. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The first 8 characters of the base64 form: enough for a log line, too little to be the key. */
  @Override
  public String toString() {
    return base64().substring(0, 8) + "…";
  }
}
