package io.veiltun.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** Keys as {@code wg} writes them: 32 bytes in 44 characters of canonical base64 (RFC 4648). */
final class Base64Key {
  static final int CHARACTERS = 44;
  static final int BYTES = 32;

  /** The last character carries two bits of filling, which must be zero. */
  static final String PATTERN = "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$";

  private static final Pattern RESEMBLING = Pattern.compile("[A-Za-z0-9+/]{40,48}={0,2}");

  private Base64Key() {}

  /** Whether {@code text} may be a key in the wrong place, whole or almost. */
  static boolean resembles(String text) {
    return RESEMBLING.matcher(text).matches();
  }

  /** The 32 bytes; the caller owns and wipes them. */
  static byte[] decode(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return decode(ascii);
    } finally {
      Arrays.fill(ascii, (byte) 0);
    }
  }

  /** As {@link #decode(String)}; {@code ascii} stays the caller's. */
  static byte[] decode(byte[] ascii) {
    if (ascii.length != CHARACTERS) {
      throw new IllegalArgumentException(
          ascii.length + " characters of base64, expected " + CHARACTERS);
    }
    byte[] key = decoded(ascii);
    byte[] canonical = Base64.getEncoder().encode(key);
    boolean same = MessageDigest.isEqual(canonical, ascii);
    Arrays.fill(canonical, (byte) 0);
    if (key.length != BYTES || !same) {
      Arrays.fill(key, (byte) 0);
      throw new IllegalArgumentException("not the canonical base64 of " + BYTES + " bytes");
    }
    if (MessageDigest.isEqual(key, new byte[BYTES])) {
      throw new IllegalArgumentException("a key of zeros");
    }
    return key;
  }

  private static byte[] decoded(byte[] ascii) {
    try {
      return Base64.getDecoder().decode(ascii);
    } catch (IllegalArgumentException e) {
      // Without the cause: its message quotes a character of the key.
      throw new IllegalArgumentException("not base64");
    }
  }
}
