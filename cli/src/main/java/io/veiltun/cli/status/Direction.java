package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Seen from this process. */
public enum Direction {
  /** Sent. */
  TX,
  /** Received. */
  RX;

  /** The name in JSON and in metrics: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
