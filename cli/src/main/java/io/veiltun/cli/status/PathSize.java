package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is known about whether datagrams of the one size arrive. */
public enum PathSize {
  /** Nothing yet. */
  UNKNOWN,
  /** The other end does not say so; the path carries something. */
  UNCONFIRMED,
  /** The other end has confirmed the full size. */
  CONFIRMED,
  /** The path or the other end turned out to be narrower: the size is below the full one. */
  NARROWED;

  /** The name in JSON: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
