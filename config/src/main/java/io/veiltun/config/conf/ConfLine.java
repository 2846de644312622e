package io.veiltun.config.conf;

import java.nio.charset.StandardCharsets;

/** A line that says something. */
sealed interface ConfLine {
  int number();

  /** Opens a section; each {@code [Peer]} is a new peer. */
  record Header(int number, ConfSection section) implements ConfLine {}

  /**
   * Sets a key.
   *
   * @param value without comment and the white space that its reader ignores; may hold a secret
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Setting(int number, ConfKey key, byte[] value) implements ConfLine {
    /** The value as text. */
    String text() {
      return new String(
          value,
          key.reader() == ConfKey.Reader.SHELL
              ? StandardCharsets.UTF_8
              : StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return number + ": " + key.text();
    }
  }
}
