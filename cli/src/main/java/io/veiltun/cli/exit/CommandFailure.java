package io.veiltun.cli.exit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends a command. The message is for the person at the terminal: what failed, where, and what to
 * do; one line, or one line per problem of a profile.
 */
public final class CommandFailure extends Exception {
  private final ExitCode exitCode;
  private final String explanation;

  /** A failure with nothing behind it that a stack trace would explain. */
  public CommandFailure(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  /** A failure caused by {@code cause}, whose trace is shown with {@code --debug} only. */
  public CommandFailure(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = Objects.requireNonNull(exitCode);
    this.explanation = message;
  }

  /** What the program returns. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** The message, never null. */
  public String explanation() {
    return explanation;
  }
}
