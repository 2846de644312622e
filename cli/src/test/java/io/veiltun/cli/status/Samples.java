package io.veiltun.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A client with two hops, one of them without handshake yet. */
public final class Samples {
  public static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private Samples() {}

  /** As {@link #client}, with DAITA on the first hop. */
  public static StatusDocument shaped(long decoys) {
    StatusDocument plain = client(10);
    PeerStatus entry = plain.peers().getFirst();
    Map<PacketKind, Volume> sent = new EnumMap<>(entry.sent());
    sent.put(PacketKind.DECOY, new Volume(decoys, 1420 * decoys));
    PeerStatus shaped =
        new PeerStatus(
            entry.name(),
            entry.endpoint(),
            entry.lastHandshake(),
            entry.rtt(),
            entry.mtu(),
            entry.up(),
            sent,
            entry.received(),
            entry.handshakes(),
            entry.failedHandshakes(),
            entry.drops(),
            daita(decoys));
    return new StatusDocument(
        plain.interfaceName(),
        plain.role(),
        plain.since(),
        plain.mtu(),
        plain.pathUp(),
        List.of(shaped, plain.peers().getLast()),
        plain.drops());
  }

  private static DaitaStatus daita(long decoys) {
    return new DaitaStatus(
        true,
        "ratio 3",
        1,
        1420,
        PathSize.CONFIRMED,
        2_000_000L,
        false,
        3,
        12,
        1,
        0.25,
        7,
        40,
        Map.of("normal_sent", 10L, "padding_sent", decoys + 6),
        List.of(
            new DaitaStatus.Action("padding", "sent", decoys),
            new DaitaStatus.Action("padding", "replaced", 4),
            new DaitaStatus.Action("padding", "busy", 2),
            new DaitaStatus.Action("padding", "late", 0),
            new DaitaStatus.Action("blocking", "kept", 1)),
        new Lateness(List.of(0.001, 0.01), List.of(5L, 2L, 1L), 0.5));
  }

  public static StatusDocument client(long dataPackets) {
    PeerStatus entry =
        new PeerStatus(
            "entry",
            "192.0.2.1:51820",
            START.plusSeconds(60),
            Duration.ofNanos(13_400_000),
            1420,
            true,
            Map.of(
                PacketKind.DATA, new Volume(dataPackets, dataPackets * 1000),
                PacketKind.SIZE_PADDING, new Volume(0, dataPackets * 100),
                PacketKind.HANDSHAKE, new Volume(2, 296)),
            Map.of(PacketKind.KEEPALIVE, new Volume(3, 96)),
            2,
            1,
            List.of(new Drop(Direction.RX, "bad_tag", 5)),
            null);
    PeerStatus exit =
        new PeerStatus(
            "exit", null, null, null, 1340, false, Map.of(), Map.of(), 0, 0, List.of(), null);
    return new StatusDocument(
        "veil0",
        Role.CLIENT,
        START,
        1340,
        false,
        List.of(entry, exit),
        List.of(new Drop(Direction.TX, "no_route", 7)));
  }
}
