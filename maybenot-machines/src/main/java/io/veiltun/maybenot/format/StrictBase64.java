package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.InvalidMachineException;
import java.util.Arrays;

/**
 * RFC 4648 base64 with required padding and without unused bits: one text for one value. The JDK's
 * decoder takes missing padding.
 */
final class StrictBase64 {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private StrictBase64() {}

  /**
   * Decodes {@code text} from {@code start} to its end; errors count from the text's first
   * character.
   */
  static byte[] decode(String text, int start) throws InvalidMachineException {
    int length = text.length() - start;
    if (length % 4 != 0) {
      throw new InvalidMachineException(
          "base64: %d characters are not a multiple of 4: padding or text is missing"
              .formatted(length));
    }
    int padding = 0;
    while (padding < Math.min(2, length) && text.charAt(text.length() - 1 - padding) == '=') {
      padding++;
    }
    byte[] bytes = new byte[length / 4 * 3 - padding];
    int end = text.length() - padding;
    int bits = 0;
    int at = 0;
    for (int i = start; i < end; i++) {
      bits = bits << 6 | value(text, i);
      int inQuantum = (i - start) & 3;
      if (inQuantum > 0) {
        bytes[at++] = (byte) (bits >> (6 - 2 * inQuantum));
      }
    }
    if (padding > 0 && (bits & (padding == 1 ? 0x3 : 0xf)) != 0) {
      throw new InvalidMachineException(
          "base64: the last character, at %d, has bits that belong to nothing".formatted(end - 1));
    }
    return bytes;
  }

  private static int value(String text, int index) throws InvalidMachineException {
    char c = text.charAt(index);
    int value = c < VALUES.length ? VALUES[c] : -1;
    if (value < 0) {
      throw new InvalidMachineException(
          "base64: %s at %d is not in the alphabet".formatted(Printable.of(c), index));
    }
    return value;
  }
}
