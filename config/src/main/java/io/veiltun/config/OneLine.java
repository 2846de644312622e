package io.veiltun.config;

import java.util.regex.Pattern;

/** Free text that fits in one line. */
final class OneLine {
  /** Regular expression of what {@link #check} lets pass, whatever the length. */
  static final String PATTERN = "^(?=.*[^ ])[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]+$";

  private static final Pattern LINE_BREAK_OR_CONTROL =
      Pattern.compile("[\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]");

  private OneLine() {}

  /**
   * The text itself, {@code expected} as a message names it; throws {@link
   * IllegalArgumentException} that does not quote it.
   */
  static String check(String text, int maxLength, String expected) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          (text.isEmpty() ? "empty" : "blank") + ", expected " + expected);
    }
    int length = text.codePointCount(0, text.length());
    if (length > maxLength) {
      throw new IllegalArgumentException(length + " characters, expected at most " + maxLength);
    }
    if (LINE_BREAK_OR_CONTROL.matcher(text).find()) {
      throw new IllegalArgumentException("a line break or control character, expected one line");
    }
    return text;
  }
}
