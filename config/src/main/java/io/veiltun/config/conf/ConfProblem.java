package io.veiltun.config.conf;

/**
 * One thing that is wrong, suspicious or lost in a file. Carries no key and no text that could be
 * one.
 *
 * @param file as the user named it
 * @param line from 1; 0 for the file as a whole
 * @param message what is the matter there, and what was expected
 */
public record ConfProblem(String file, int line, String message) {
  /** {@code wg0.conf:12: Endpoint: port missing, expected host:port}. */
  @Override
  public String toString() {
    return (line == 0 ? file : file + ":" + line) + ": " + message;
  }
}
