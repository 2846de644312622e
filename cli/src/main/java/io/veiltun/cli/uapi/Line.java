package io.veiltun.cli.uapi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The line that is being read. It may hold a key, so nothing of it stays behind. */
final class Line {
  /** The longest line in bytes. */
  static final int LIMIT = 64 << 10;

  /** The longest line that carries a machine. */
  static final int MACHINE_LIMIT = 1 << 20;

  private static final byte[] MACHINE =
      (DaitaKeys.MACHINE + "=").getBytes(StandardCharsets.ISO_8859_1);
  private static final int USUAL = 256;

  private byte[] bytes = new byte[USUAL];
  private int length;
  private boolean overlong;

  /** Appends a byte; what exceeds the limit is not kept. */
  void append(byte next) {
    if (overlong) {
      return;
    }
    if (length == bytes.length && !grow()) {
      overlong = true;
      return;
    }
    bytes[length++] = next;
  }

  private boolean grow() {
    int limit = isMachine() ? MACHINE_LIMIT : LIMIT;
    if (length >= limit) {
      return false;
    }
    byte[] larger = Arrays.copyOf(bytes, Math.min(limit, 4 * length));
    Arrays.fill(bytes, (byte) 0);
    bytes = larger;
    return true;
  }

  private boolean isMachine() {
    return Arrays.equals(bytes, 0, MACHINE.length, MACHINE, 0, MACHINE.length);
  }

  boolean isOverlong() {
    return overlong;
  }

  boolean isEmpty() {
    return length == 0 && !overlong;
  }

  int length() {
    return length;
  }

  boolean is(String text) {
    return !overlong
        && length == text.length()
        && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).equals(text);
  }

  /** What is before the first {@code =}; fails with EPROTO if there is none. */
  String key() throws UapiFailure {
    return new String(bytes, 0, equalsSign(), StandardCharsets.ISO_8859_1);
  }

  /** What is behind the first {@code =}; only until {@link #clear}. */
  Value value() throws UapiFailure {
    return new Value(bytes, equalsSign() + 1, length);
  }

  private int equalsSign() throws UapiFailure {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '=') {
        return i;
      }
    }
    throw UapiFailure.malformed("a line without =");
  }

  /** Begins the next line. */
  void clear() {
    Arrays.fill(bytes, 0, length, (byte) 0);
    if (bytes.length > LIMIT) {
      bytes = new byte[USUAL];
    }
    length = 0;
    overlong = false;
  }
}
