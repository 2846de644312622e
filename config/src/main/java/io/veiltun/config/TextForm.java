package io.veiltun.config;

import java.util.function.Function;

/**
 * How a text member becomes a value.
 *
 * @param expected what to write, for whoever wrote a number or an object
 * @param parser throws {@link IllegalArgumentException} with a message that does not quote the text
 */
record TextForm<T>(String expected, Function<String, T> parser) {
  /** A form shown by a valid {@code example}. */
  static <T> TextForm<T> like(String example, Function<String, T> parser) {
    return new TextForm<>("text such as \"" + example + "\"", parser);
  }
}
