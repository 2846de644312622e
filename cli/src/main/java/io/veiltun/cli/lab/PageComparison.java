package io.veiltun.cli.lab;

import io.veiltun.maybenot.description.WirePlot;
import io.veiltun.maybenot.description.WireSeries;
import java.util.List;
import java.util.Locale;

/**
 * The same page loaded without and with DAITA on the entry hop.
 *
 * @param defence what ran in the second load
 */
record PageComparison(Page page, String defence, PageRun plain, PageRun shaped) {
  /** Over how many nanoseconds bytes are added up in plots. */
  static final long SLICE = 50_000_000;

  WireSeries plainSeries() {
    return plain.series("without DAITA");
  }

  WireSeries shapedSeries() {
    return shaped.series("with DAITA (" + defence + ")");
  }

  /** Both loads as an SVG document. */
  String svg() {
    String title =
        String.format(
            Locale.ROOT,
            "One page (%d objects, %.1f MB), twice, as seen on the client's link",
            page.objects(),
            page.bytes() / 1e6);
    return WirePlot.render(title, List.of(plainSeries(), shapedSeries()), SLICE);
  }
}
