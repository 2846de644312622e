package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The one line that answers a request which may fail. */
final class ControlAnswer {
  private static final String DONE = "done ";

  private ControlAnswer() {}

  /** The line that says it is done, with a text of any number of lines. */
  static String done(String text) {
    return DONE + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The line that says why it is not. */
  static String failed(CommandFailure failure) {
    return Readiness.failed(failure);
  }

  /**
   * The text of the answer.
   *
   * @throws CommandFailure the other side's failure, or {@code FAILED} for a line that is none of
   *     the two
   */
  static String read(String line, String whereToLook) throws CommandFailure {
    if (line.startsWith(DONE)) {
      byte[] text = Base64.getDecoder().decode(line.substring(DONE.length()));
      return new String(text, StandardCharsets.UTF_8);
    }
    Readiness.check(line, whereToLook);
    return "";
  }
}
