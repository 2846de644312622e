package io.veiltun.maybenot.format;

/** Characters of untrusted text, fit for a message of one line. */
final class Printable {
  private Printable() {}

  static String of(char c) {
    return c > ' ' && c < 127 ? "'" + c + "'" : "character U+%04X".formatted((int) c);
  }
}
