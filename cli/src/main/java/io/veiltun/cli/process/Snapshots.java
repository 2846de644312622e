package io.veiltun.cli.process;

import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.Direction;
import io.veiltun.cli.status.Drop;
import io.veiltun.cli.status.PacketKind;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import io.veiltun.cli.status.Volume;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.tunnel.Traffic;
import io.veiltun.engine.tunnel.TunnelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the engine's counters into the status document. */
final class Snapshots {
  private Snapshots() {}

  /** A peer of {@code tunnel}; {@code drops} are those to be shown with it. */
  static PeerStatus peer(
      TunnelStatus.PeerStatus peer, int mtu, List<Drop> drops, @Nullable DaitaStatus daita) {
    Endpoint endpoint = peer.endpoint();
    return new PeerStatus(
        peer.name(),
        endpoint == null ? null : endpoint.toString(),
        peer.lastHandshakeMillis() == 0 ? null : Instant.ofEpochMilli(peer.lastHandshakeMillis()),
        peer.handshakeRttNanos() == 0 ? null : Duration.ofNanos(peer.handshakeRttNanos()),
        mtu,
        peer.established(),
        volumes(peer.sent()),
        volumes(peer.received()),
        peer.handshakes().completed(),
        peer.handshakes().gaveUp(),
        drops,
        daita);
  }

  /** A device with peers: a relay, or an interface that is configured from outside. */
  static StatusDocument device(
      String name, Instant since, boolean up, TunnelStatus tunnel, DeviceDaita daita) {
    return new StatusDocument(
        name,
        Role.RELAY,
        since,
        tunnel.mtu(),
        up,
        tunnel.peers().stream()
            .map(peer -> peer(peer, tunnel.mtu(), List.of(), daita.status(peer, tunnel.mtu())))
            .toList(),
        drops(tunnel));
  }

  /** Every reason that occurred in a tunnel, in both directions. */
  static List<Drop> drops(TunnelStatus tunnel) {
    List<Drop> drops = new ArrayList<>();
    add(drops, Direction.TX, tunnel.sentDrops());
    add(drops, Direction.RX, tunnel.receivedDrops());
    return drops;
  }

  private static void add(List<Drop> drops, Direction direction, Map<DropReason, Long> totals) {
    totals.forEach((reason, total) -> {
      if (total > 0) {
        drops.add(new Drop(direction, reason.label(), total));
      }
    });
  }

  private static Map<PacketKind, Volume> volumes(TunnelStatus.TrafficStatus traffic) {
    Map<PacketKind, Volume> volumes = new EnumMap<>(PacketKind.class);
    for (PacketKind kind : PacketKind.values()) {
      Traffic.Kind engine = Traffic.Kind.valueOf(kind.name());
      volumes.put(
          kind,
          new Volume(
              traffic.packets().getOrDefault(engine, 0L),
              traffic.bytes().getOrDefault(engine, 0L)));
    }
    return volumes;
  }
}
