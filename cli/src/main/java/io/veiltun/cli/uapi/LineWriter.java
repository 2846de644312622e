package io.veiltun.cli.uapi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Lines on their way to a client. They may hold keys, so nothing of them stays behind. */
final class LineWriter {
  private byte[] bytes = new byte[1024];
  private int length;
  private int written;

  LineWriter line(String key, String value) {
    begin(key, value.length());
    text(value);
    return end();
  }

  LineWriter line(String key, long value) {
    return line(key, Long.toString(value));
  }

  /** A key as 64 digits; never as a string, which could not be wiped. */
  LineWriter line(String key, byte[] value) {
    begin(key, 2 * value.length);
    HexFormat digits = HexFormat.of();
    for (byte b : value) {
      bytes[length++] = (byte) digits.toHighHexDigit(b);
      bytes[length++] = (byte) digits.toLowHexDigit(b);
    }
    return end();
  }

  /** The end of a reply. */
  void errno(int errno) {
    line("errno", errno);
    reserve(1);
    bytes[length++] = '\n';
  }

  private void begin(String key, int valueLength) {
    reserve(key.length() + valueLength + 2);
    text(key);
    bytes[length++] = '=';
  }

  private void text(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
  }

  private LineWriter end() {
    bytes[length++] = '\n';
    return this;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      byte[] larger = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
  }

  /** Moves what fits; true if nothing is left, which also makes room for new lines. */
  boolean drainTo(ByteBuffer out) {
    int now = Math.min(out.remaining(), length - written);
    out.put(bytes, written, now);
    written += now;
    if (written < length) {
      return false;
    }
    clear();
    return true;
  }

  void clear() {
    Arrays.fill(bytes, 0, length, (byte) 0);
    length = 0;
    written = 0;
  }
}
