package io.veiltun.engine.packet;

import java.util.Locale;

/**
 * Why a packet or datagram was discarded. Every discard names exactly one of these, is counted
 * under it, and shows in the metric {@code veiltun_dropped_packets_total{reason}} with the name in
 * lower case.
 */
public enum DropReason {
  /**
   * Neither IPv4 nor IPv6, or shorter than its own header (wireguard-protocol §10.1, §7.1 step 10).
   */
  NOT_IP,
  /** The IP header contradicts itself: header length, total length or payload length. */
  MALFORMED_IP,
  /** No peer's allowed IPs cover the destination. */
  NO_ROUTE,
  /** One of our own datagrams: a route leads what the tunnel sends back into it. */
  ROUTE_LOOP,
  /** The peer the destination belongs to has no known endpoint. */
  NO_ENDPOINT,
  /** Larger than the tunnel's MTU; the sender was told by ICMP. */
  TOO_BIG,
  /**
   * Waited for a handshake longer or in larger number than the staging queue allows; the oldest
   * goes first.
   */
  STAGED_OVERFLOW,
  /** Waited for a handshake that was given up (REKEY_ATTEMPT_TIME). */
  HANDSHAKE_GAVE_UP,
  /** The peer or the tunnel went away while the packet waited. */
  SHUTDOWN,
  /** The inner source address does not belong to the peer that sent it. */
  SPOOFED_SOURCE,
  /** Message type or reserved bytes unknown to WireGuard. */
  UNKNOWN_MESSAGE,
  /** The length does not fit the message type. */
  BAD_LENGTH,
  /** No session or handshake has this receiver index. */
  UNKNOWN_INDEX,
  /** The session is older than REJECT_AFTER_TIME or used up. */
  EXPIRED_SESSION,
  /** The authentication tag is wrong. */
  BAD_TAG,
  /** The counter was seen before or lies behind the replay window. */
  REPLAY,
  /** The mac1 of a handshake message is wrong: the sender does not know our public key. */
  BAD_MAC,
  /** Under load: the source was sent a cookie instead of an answer. */
  COOKIE_SENT,
  /** Under load: the source exceeded its share of handshakes. */
  RATE_LIMITED,
  /** The handshake queue was full. */
  HANDSHAKE_QUEUE_FULL,
  /**
   * A handshake message that does not authenticate, or an initiation from a key that is no peer.
   */
  BAD_HANDSHAKE,
  /**
   * An initiation whose timestamp is not newer than the last one, or that follows it too closely.
   */
  STALE_INITIATION,
  /** Inside a chain: not UDP, or not from the next hop's endpoint to our address and port. */
  NOT_FROM_HOP,
  /** Inside a chain: an IP fragment whose datagram could not be completed. */
  FRAGMENT,
  /** The socket or device refused the packet. */
  IO_ERROR,
  /** No socket for the datagram: the interface is down, or this host lacks the address family. */
  NO_SOCKET,
  /** A bounded queue between two stages was full. */
  QUEUE_FULL,
  /** The shaper decided to discard the packet. */
  SHAPED,
  /** A decoy of the other end whose length field exceeds its length. */
  MALFORMED_DECOY,
  /** A handshake message while the tunnel was suspended or had no private key. */
  NOT_READY,
  /** The receive buffer was too small for the datagram. */
  TRUNCATED;

  /** Returns the name as it appears in metrics: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
