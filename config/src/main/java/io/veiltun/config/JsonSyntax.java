package io.veiltun.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Syntax errors in our words. The parser's own message may quote the file, and with it a key, so
 * that at most one character of it is passed on.
 */
final class JsonSyntax {
  private static final Pattern UNEXPECTED =
      Pattern.compile("Unexpected character \\('([ -~])' \\(code \\d+\\)\\).*", Pattern.DOTALL);

  private JsonSyntax() {}

  static String describe(JacksonException error) {
    return at(error.getLocation()) + reason(error);
  }

  /** {@code "line 3, column 14: "}, or nothing where the place is unknown. */
  static String at(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
  }

  private static String reason(JacksonException error) {
    String message = String.valueOf(error.getOriginalMessage());
    if (error instanceof UnexpectedEndOfInputException
        || message.startsWith("Unexpected end-of-input")) {
      return "the text ends before the JSON does";
    }
    if (error instanceof StreamConstraintsException) {
      return "nested too deeply, or a name or number that is too long";
    }
    if (message.startsWith("Unrecognized token")) {
      return "a word that is not JSON, text needs double quotes";
    }
    Matcher unexpected = UNEXPECTED.matcher(message);
    return unexpected.matches()
        ? "not valid JSON, unexpected character " + unexpected.group(1)
        : "not valid JSON";
  }
}
