package io.veiltun.cli.lab;

import io.veiltun.cli.status.PacketKind;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A comparison of known figures: three datagrams of three sizes, and six of one. */
final class PageComparisonSample {
  private static final long SLICE = PageComparison.SLICE;

  private PageComparisonSample() {}

  static PageComparison withDecoys(long decoys) {
    PageRun plain =
        new PageRun(new Download(1000, 1_000_000_000), datagrams(100, 200, 300), peer(0), peer(0));
    PageRun shaped =
        new PageRun(
            new Download(1000, 1_500_000_000),
            datagrams(1480, 1480, 1480, 1480, 1480, 1480),
            peer(5),
            peer(5 + decoys));
    return new PageComparison(Page.seeded(7), "ratio 3", plain, shaped);
  }

  /** One per slice of time, every third received. */
  private static List<CapturedPacket> datagrams(int... lengths) {
    List<CapturedPacket> datagrams = new ArrayList<>();
    Flow.Key key = new Flow.Key(Protocol.UDP, "192.0.2.10", 1, "192.0.2.1", 2);
    for (int i = 0; i < lengths.length; i++) {
      datagrams.add(new CapturedPacket(77 + i * SLICE, lengths[i], i % 3 != 2, key));
    }
    return datagrams;
  }

  private static PeerStatus peer(long decoys) {
    Map<PacketKind, Volume> volumes =
        Map.of(
            PacketKind.DATA, new Volume(10 * decoys, 1000 * decoys),
            PacketKind.SIZE_PADDING, new Volume(0, 300 * decoys),
            PacketKind.DECOY, new Volume(decoys, 1420 * decoys));
    return new PeerStatus(
        "entry", null, null, null, 1420, true, volumes, volumes, 1, 0, List.of(), null);
  }
}
