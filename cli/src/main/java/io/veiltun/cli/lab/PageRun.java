package io.veiltun.cli.lab;

import io.veiltun.cli.status.Direction;
import io.veiltun.cli.status.PacketKind;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.Volume;
import io.veiltun.maybenot.description.WireSeries;
import java.util.List;

/**
 * One load of the page.
 *
 * @param load what the client got
 * @param datagrams UDP on the client's link, from the first request until shortly after the load
 * @param before what the client counted of its entry until then
 * @param after what it had counted at the end
 */
record PageRun(Download load, List<CapturedPacket> datagrams, PeerStatus before, PeerStatus after) {
  PageRun {
    datagrams = List.copyOf(datagrams);
  }

  /** Datagrams of one direction as the observer counted them. */
  Volume seen(boolean sent) {
    long packets = 0;
    long bytes = 0;
    for (CapturedPacket datagram : datagrams) {
      if (datagram.outgoing() == sent) {
        packets++;
        bytes += datagram.length();
      }
    }
    return new Volume(packets, bytes);
  }

  /** What the client itself counted meanwhile. */
  Volume counted(Direction direction, PacketKind kind) {
    Volume first = before.volume(direction, kind);
    Volume last = after.volume(direction, kind);
    return new Volume(last.packets() - first.packets(), last.bytes() - first.bytes());
  }

  /** Its datagrams, for plots. */
  WireSeries series(String title) {
    WireSeries series = new WireSeries(title);
    long start = datagrams.stream().mapToLong(CapturedPacket::timeNanos).min().orElse(0);
    for (CapturedPacket datagram : datagrams) {
      series.add(datagram.timeNanos() - start, datagram.length(), datagram.outgoing());
    }
    return series;
  }
}
