package io.veiltun.cli.daita;

/** A defence that does not exist, or a machine that is not valid. */
public final class InvalidDefenceException extends Exception {
  private static final long serialVersionUID = 1;

  private final String place;

  InvalidDefenceException(String place, String message, Throwable cause) {
    super(message, cause);
    this.place = place;
  }

  /** Where inside the defence, as the end of a JSON pointer: empty, or {@code /2} in a list. */
  public String place() {
    return place;
  }

  /** What is wrong, in one line. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
