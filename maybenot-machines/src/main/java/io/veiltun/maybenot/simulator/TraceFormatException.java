package io.veiltun.maybenot.simulator;

/** A trace cannot be read; the message names the line and what is wrong with it. */
public final class TraceFormatException extends Exception {
  private static final long serialVersionUID = 1;

  public TraceFormatException(String message) {
    super(message);
  }
}
