package io.veiltun.cli.status;

import java.util.Objects;

/**
 * Packets discarded for one reason.
 *
 * @param direction the way they were going
 * @param reason the label of the engine's drop reason: lower case
 * @param packets how many, not negative
 */
public record Drop(Direction direction, String reason, long packets) {
  /** Checks the ranges. */
  public Drop {
    Objects.requireNonNull(direction);
    Objects.requireNonNull(reason);
    if (packets < 0) {
      throw new IllegalArgumentException("negative number of drops for " + reason);
    }
  }
}
