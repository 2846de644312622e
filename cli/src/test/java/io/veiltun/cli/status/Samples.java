package io.veiltun.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A client with two hops, one of them without handshake yet. */
public final class Samples {
  public static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private Samples() {}

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
