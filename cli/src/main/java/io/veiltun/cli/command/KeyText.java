package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** Keys as {@code wg} writes them: 44 characters of base64. */
final class KeyText {
  static final int LENGTH = 32;

  private KeyText() {}

  static String encode(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  /** Accepts exactly what {@link #encode} could have printed: one text for each key. */
  static byte[] decode(String text) throws CommandFailure {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length == LENGTH && encode(key).equals(text)) {
        return key;
      }
      Arrays.fill(key, (byte) 0);
    } catch (IllegalArgumentException e) {
      // The message of the decoder quotes a character of the key.
    }
    throw new CommandFailure(
        ExitCode.USAGE, "standard input: not a key: expected 44 characters of base64, one line");
  }

  /** Sets the bits every X25519 private key has (RFC 7748 §5). */
  static void clamp(byte[] key) {
    key[0] &= (byte) 248;
    key[31] &= 127;
    key[31] |= 64;
  }

  static byte[] publicKey(byte[] privateKey) {
    byte[] key = new byte[LENGTH];
    X25519.scalarMultBase(privateKey, 0, key, 0);
    return key;
  }
}
