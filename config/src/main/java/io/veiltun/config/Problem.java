package io.veiltun.config;

import java.util.Objects;

/**
 * One thing that is wrong, or suspicious, in a profile. Carries no key and no text of the profile
 * that could be one.
 *
 * @param pointer the place as a JSON pointer (RFC 6901); empty for the profile as a whole
 * @param message what is wrong there, and what was expected
 */
public record Problem(String pointer, String message) {
  /** Neither part may be null. */
  public Problem {
    Objects.requireNonNull(pointer);
    Objects.requireNonNull(message);
  }

  /** {@code /hops/1/publicKey: 43 characters of base64, expected 44}. */
  @Override
  public String toString() {
    return pointer.isEmpty() ? message : pointer + ": " + message;
  }
}
