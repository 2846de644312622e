package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tunnel looked like at one moment. Counters of one peer may be a packet apart from each
 * other.
 *
 * @param name the tunnel's name
 * @param mtu the largest packet it carries, in bytes
 * @param peers in the order they were added
 * @param sentDrops packets on the way out discarded so far, every reason present
 * @param receivedDrops the same for the way in
 */
public record TunnelStatus(
    String name,
    int mtu,
    List<PeerStatus> peers,
    Map<DropReason, Long> sentDrops,
    Map<DropReason, Long> receivedDrops) {

  /**
   * One peer.
   *
   * @param name its name
   * @param publicKey its identity
   * @param endpoint where it was last heard, null if unknown
   * @param established whether there is a session to send with now
   * @param lastHandshakeMillis time of day of the last completed handshake, milliseconds since the
   *     epoch; 0 if none
   * @param handshakeRttNanos initiation to response of the last handshake we initiated; 0 if
   *     unknown
   * @param sent what went to it
   * @param received what came from it
   * @param handshakes how handshakes ended
   */
  public record PeerStatus(
      String name,
      PublicKey publicKey,
      @Nullable Endpoint endpoint,
      boolean established,
      long lastHandshakeMillis,
      long handshakeRttNanos,
      TrafficStatus sent,
      TrafficStatus received,
      HandshakeCounters handshakes) {}

  /**
   * Traffic in one direction by kind.
   *
   * @param packets packets by kind
   * @param bytes bytes by kind, see {@link Traffic.Kind}
   * @param datagramBytes whole WireGuard messages of every kind, as {@code wg show} counts
   */
  public record TrafficStatus(
      Map<Traffic.Kind, Long> packets, Map<Traffic.Kind, Long> bytes, long datagramBytes) {}
}
