package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one line a process in the background tells the one that started it. */
public final class Readiness {
  private static final String READY = "ready";
  private static final Pattern FAILED = Pattern.compile("failed ([0-4]) ([A-Za-z0-9+/=]*)");

  private Readiness() {}

  /** The line that says the first packet can pass. */
  public static String ready() {
    return READY;
  }

  /** The line that says why it will not. */
  public static String failed(CommandFailure failure) {
    byte[] message = failure.explanation().getBytes(StandardCharsets.UTF_8);
    return "failed "
        + failure.exitCode().code()
        + " "
        + Base64.getEncoder().encodeToString(message);
  }

  /**
   * Returns if the line says ready.
   *
   * @throws CommandFailure the other side's failure, or {@code FAILED} for any other line
   */
  static void check(String line, String whereToLook) throws CommandFailure {
    if (line.equals(READY)) {
      return;
    }
    Matcher failed = FAILED.matcher(line);
    if (!failed.matches()) {
      throw new CommandFailure(
          ExitCode.FAILED, "the tunnel process ended before it was ready: see " + whereToLook);
    }
    String message =
        new String(Base64.getDecoder().decode(failed.group(2)), StandardCharsets.UTF_8);
    throw new CommandFailure(ExitCode.of(Integer.parseInt(failed.group(1))), message);
  }
}
