package io.veiltun.maybenot.generator;

/** A file of defences cannot be read; the message names the line, the column and the reason. */
public final class DefenceFormatException extends Exception {
  private static final long serialVersionUID = 1;

  public DefenceFormatException(String message) {
    super(message);
  }
}
