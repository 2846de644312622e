package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a tunnel process is for. */
public enum Role {
  /** A chain of hops. */
  CLIENT,
  /** A device with peers: relay or exit. */
  RELAY;

  /** The name in JSON: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
