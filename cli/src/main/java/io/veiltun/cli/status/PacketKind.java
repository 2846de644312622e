package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a datagram, or a part of it, was for. */
public enum PacketKind {
  /** Packets of the user: the bytes are those of the inner packets. */
  DATA,
  /** Zero bytes that bring a packet to its size on the wire; has bytes but no packets. */
  SIZE_PADDING,
  /** Messages that carry nothing, made up to look like data: the bytes are those inside. */
  DECOY,
  /** Messages without data that keep a session alive. */
  KEEPALIVE,
  /** Initiations and responses. */
  HANDSHAKE,
  /** Cookie replies. */
  COOKIE;

  /** The name in JSON and in metrics: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
