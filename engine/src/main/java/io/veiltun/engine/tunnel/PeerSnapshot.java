package io.veiltun.engine.tunnel;

import io.veiltun.engine.session.Keypair;
import java.util.EnumMap;
import java.util.Map;

/** Reads one peer's counters for {@link TunnelStatus}. */
final class PeerSnapshot {
  private PeerSnapshot() {}

  static TunnelStatus.PeerStatus of(Peer peer, long now) {
    Keypair current = peer.keypairs.current();
    return new TunnelStatus.PeerStatus(
        peer.name,
        peer.publicKey(),
        peer.endpoint,
        current != null && current.maySend(now),
        peer.lastHandshakeMillis,
        peer.handshakeRttNanos,
        sum(peer.sent, peer.controlSent),
        sum(peer.received, peer.controlReceived),
        peer.handshakes);
  }

  private static TunnelStatus.TrafficStatus sum(Traffic packetLoop, Traffic handshakeLoop) {
    Map<Traffic.Kind, Long> packets = new EnumMap<>(Traffic.Kind.class);
    Map<Traffic.Kind, Long> bytes = new EnumMap<>(Traffic.Kind.class);
    for (Traffic.Kind kind : Traffic.Kind.values()) {
      packets.put(kind, packetLoop.packets(kind) + handshakeLoop.packets(kind));
      bytes.put(kind, packetLoop.bytes(kind) + handshakeLoop.bytes(kind));
    }
    return new TunnelStatus.TrafficStatus(
        packets, bytes, packetLoop.datagramBytes() + handshakeLoop.datagramBytes());
  }
}
