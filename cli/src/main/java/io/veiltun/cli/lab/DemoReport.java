package io.veiltun.cli.lab;

import java.util.List;
import java.util.Locale;

/** The demonstration's result as text for people. */
final class DemoReport {
  private DemoReport() {}

  /** What each place saw, the promises with their verdicts, and the figures. */
  static String text(DemoResult result, List<Claim> claims) {
    StringBuilder text =
        new StringBuilder("\nWhat an observer of each link saw, from captures there\n\n");
    text.append(LinkTable.text(result.observations())).append('\n');
    for (Claim claim : claims) {
      text.append(claim.objection().isEmpty() ? "  yes  " : "  NO   ").append(claim.text());
      claim.objection().ifPresent(objection -> text.append("\n       ").append(objection));
      text.append('\n');
    }
    return text.append('\n').append(figures(result)).toString();
  }

  private static String figures(DemoResult result) {
    Download download = result.download();
    Ping ping = result.ping();
    long wire = result.wireBytes().getFirst();
    long plain = result.wireBytes().getLast();
    return String.format(
        Locale.ROOT,
        """
          download    %d bytes in %.2f s: %.0f Mbit/s through both hops, all hosts on this machine
          ping        %d of %d answered, median %.2f ms
          overhead    %d bytes on the client's link, %.1f %% more than the file, %.1f %% more than
                      the same traffic without tunnels on the web server's link
        """,
        download.bytes(),
        download.nanos() / 1e9,
        download.bitsPerSecond() / 1e6,
        ping.received(),
        ping.sent(),
        ping.medianMillis(),
        wire,
        100.0 * (wire - download.bytes()) / download.bytes(),
        100.0 * (wire - plain) / plain);
  }
}
