package io.veiltun.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What DAITA does towards one hop or peer, in a line for people. */
public final class DaitaText {
  /** Header and tag of a transport message. */
  private static final int MESSAGE_OVERHEAD = 32;

  private DaitaText() {}

  /** One line without a line end. */
  public static String line(PeerStatus peer) {
    DaitaStatus daita = peer.daita();
    if (daita == null) {
      return peer.name() + ": off";
    }
    List<String> parts = new ArrayList<>();
    parts.add(daita.active() ? defence(daita) : "off");
    if (daita.active()) {
      parts.add(
          "datagrams of %d bytes, path %s"
              .formatted(daita.size() + MESSAGE_OVERHEAD, daita.path().label()));
      budget(daita, parts);
    }
    parts.add(
        "decoys sent %d, replaced %d, suppressed %s"
            .formatted(
                peer.volume(Direction.TX, PacketKind.DECOY).packets(),
                daita.decoys("replaced"),
                suppressed(daita)));
    parts.add(
        "packets held %d now, %d in all".formatted(daita.queuePackets(), daita.heldPackets()));
    return peer.name() + ": " + String.join("; ", parts);
  }

  private static String defence(DaitaStatus daita) {
    return "%s (%d %s)"
        .formatted(
            daita.defence(), daita.machines(), daita.machines() == 1 ? "machine" : "machines");
  }

  private static void budget(DaitaStatus daita, List<String> parts) {
    Long left = daita.budgetLeft();
    if (left != null) {
      parts.add(
          daita.budgetSpent() ? "budget spent" : "budget " + Quantity.bytes(left) + " left today");
    }
  }

  private static String suppressed(DaitaStatus daita) {
    long all = daita.suppressed().stream().mapToLong(DaitaStatus.Action::count).sum();
    if (all == 0) {
      return "0";
    }
    return all
        + daita.suppressed().stream()
            .map(action -> action.result() + " " + action.count())
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
