package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One hop of a client, or one peer of a relay.
 *
 * @param name its name in the profile, never a key
 * @param endpoint where its datagrams go, {@code host:port}; null while unknown
 * @param lastHandshake when the newest session was agreed; null before the first
 * @param rtt the latest measured round trip; null before the first
 * @param mtu the largest inner packet in bytes
 * @param up whether a session exists that can carry packets now
 * @param sent volumes since the start; an absent kind is zero
 * @param received volumes since the start; an absent kind is zero
 * @param handshakes completed handshakes since the start
 * @param failedHandshakes handshakes given up since the start
 * @param drops reasons that occurred
 * @param daita null if it was never on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PeerStatus(
    String name,
    @Nullable String endpoint,
    @Nullable Instant lastHandshake,
    @Nullable Duration rtt,
    int mtu,
    boolean up,
    Map<PacketKind, Volume> sent,
    Map<PacketKind, Volume> received,
    long handshakes,
    long failedHandshakes,
    List<Drop> drops,
    @Nullable DaitaStatus daita) {
  /** Copies the collections. */
  public PeerStatus {
    Objects.requireNonNull(name);
    sent = Map.copyOf(sent);
    received = Map.copyOf(received);
    drops = List.copyOf(drops);
  }

  /** The volume of one kind in one direction. */
  public Volume volume(Direction direction, PacketKind kind) {
    return volumes(direction).getOrDefault(kind, Volume.ZERO);
  }

  /** Everything of one direction added up. */
  public Volume total(Direction direction) {
    return volumes(direction).values().stream().reduce(Volume.ZERO, Volume::plus);
  }

  /** Size padding and decoys in relation to data bytes, 0 while there was no data. */
  public double overheadRatio(Direction direction) {
    return ratio(
        direction,
        volume(direction, PacketKind.SIZE_PADDING).bytes()
            + volume(direction, PacketKind.DECOY).bytes());
  }

  /** Bytes of one kind in relation to data bytes, 0 while there was no data. */
  public double overheadRatio(Direction direction, PacketKind cause) {
    return ratio(direction, volume(direction, cause).bytes());
  }

  private double ratio(Direction direction, long bytes) {
    long data = volume(direction, PacketKind.DATA).bytes();
    return data == 0 ? 0 : (double) bytes / data;
  }

  private Map<PacketKind, Volume> volumes(Direction direction) {
    return direction == Direction.TX ? sent : received;
  }
}
