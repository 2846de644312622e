package io.veiltun.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A status document as people read it: one line for the tunnel, two for each hop or peer. */
public final class StatusTable {
  private final Instant now;
  private final UnaryOperator<String> good;
  private final UnaryOperator<String> bad;

  /**
   * A table with colours.
   *
   * @param now the time that ages are counted to
   * @param good how to mark what is well
   * @param bad how to mark what is not
   */
  public StatusTable(Instant now, UnaryOperator<String> good, UnaryOperator<String> bad) {
    this.now = now;
    this.good = good;
    this.bad = bad;
  }

  /** The whole text, each line ended by a line feed. */
  public String render(StatusDocument document) {
    StringBuilder text = new StringBuilder();
    text.append(document.interfaceName())
        .append("  ")
        .append(document.role().label())
        .append(", path ")
        .append(document.pathUp() ? good.apply("up") : bad.apply("down"))
        .append(", MTU ")
        .append(document.mtu())
        .append(", since ")
        .append(document.since().truncatedTo(ChronoUnit.SECONDS))
        .append(" (")
        .append(Quantity.age(Duration.between(document.since(), now)))
        .append(")\n");
    if (!document.peers().isEmpty()) {
      text.append(peers(document).render("  "));
    }
    for (PeerStatus peer : document.peers()) {
      if (peer.daita() != null) {
        text.append("  DAITA ").append(DaitaText.line(peer)).append('\n');
      }
    }
    for (Drop drop : document.drops()) {
      text.append(dropped(drop, ""));
    }
    for (PeerStatus peer : document.peers()) {
      for (Drop drop : peer.drops()) {
        text.append(
            dropped(
                drop, " " + (drop.direction() == Direction.TX ? "to " : "from ") + peer.name()));
      }
    }
    return text.toString();
  }

  private TextTable peers(StatusDocument document) {
    List<String> heading =
        new ArrayList<>(List.of(document.role() == Role.CLIENT ? "HOP" : "PEER"));
    heading.addAll(List.of("ENDPOINT", "HANDSHAKE", "RTT", "MTU", ""));
    for (PacketKind kind : PacketKind.values()) {
      heading.add(kind.label().replace('_', ' ').toUpperCase(java.util.Locale.ROOT));
    }
    heading.add("OVERHEAD");
    TextTable table = new TextTable(heading);
    for (PeerStatus peer : document.peers()) {
      List<String> first = new ArrayList<>();
      first.add(peer.name());
      first.add(peer.endpoint() == null ? "-" : peer.endpoint());
      first.add(handshake(peer));
      first.add(peer.rtt() == null ? "-" : Quantity.shortTime(peer.rtt()));
      first.add(Integer.toString(peer.mtu()));
      first.addAll(traffic(peer, Direction.TX));
      table.row(first);
      List<String> second = new ArrayList<>(List.of("", "", "", "", ""));
      second.addAll(traffic(peer, Direction.RX));
      table.row(second);
    }
    return table;
  }

  private String handshake(PeerStatus peer) {
    if (peer.lastHandshake() == null) {
      return "none yet";
    }
    return Quantity.age(Duration.between(peer.lastHandshake(), now)) + " ago";
  }

  private static List<String> traffic(PeerStatus peer, Direction direction) {
    List<String> cells = new ArrayList<>();
    cells.add(direction == Direction.TX ? "sent" : "received");
    for (PacketKind kind : PacketKind.values()) {
      cells.add(Quantity.bytes(peer.volume(direction, kind).bytes()));
    }
    cells.add(overhead(peer, direction));
    return cells;
  }

  private static String overhead(PeerStatus peer, Direction direction) {
    String total = percent(peer.overheadRatio(direction));
    if (peer.volume(direction, PacketKind.DECOY).bytes() == 0) {
      return total;
    }
    return "%s (sizes %s, decoys %s)"
        .formatted(
            total,
            percent(peer.overheadRatio(direction, PacketKind.SIZE_PADDING)),
            percent(peer.overheadRatio(direction, PacketKind.DECOY)));
  }

  private static String percent(double ratio) {
    return Math.round(100 * ratio) + " %";
  }

  private static String dropped(Drop drop, String where) {
    String way =
        where.isEmpty() ? (drop.direction() == Direction.TX ? " outbound" : " inbound") : where;
    return "  dropped%s: %d, %s\n".formatted(way, drop.packets(), drop.reason());
  }
}
