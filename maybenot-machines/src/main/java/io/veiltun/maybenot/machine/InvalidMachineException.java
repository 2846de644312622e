package io.veiltun.maybenot.machine;

/** A machine or its string breaks a rule; the message names the place and the rule in one line. */
public final class InvalidMachineException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidMachineException(String message) {
    super(message);
  }
}
