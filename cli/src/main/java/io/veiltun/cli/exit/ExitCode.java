package io.veiltun.cli.exit;

/** What the program returns to the shell; the numbers are part of the product's contract. */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** Failed while running. */
  FAILED(1),
  /** Wrong usage or a wrong profile. */
  USAGE(2),
  /** A permission, a program or a kernel feature is missing; the message says which. */
  UNSUPPORTED(3),
  /** A peer gave no answer. */
  NO_ANSWER(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number, 0 to 4. */
  public int code() {
    return code;
  }

  /** The constant of a number; any number that is none of ours counts as {@link #FAILED}. */
  public static ExitCode of(int code) {
    for (ExitCode candidate : values()) {
      if (candidate.code == code) {
        return candidate;
      }
    }
    return FAILED;
  }
}
