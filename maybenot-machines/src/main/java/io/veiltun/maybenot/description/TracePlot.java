package io.veiltun.maybenot.description;

import java.util.List;
import java.util.Locale;

/**
 * Plots traces below each other over the same time: packets per bin, those sent above the axis and
 * those received below it, decoys stacked upon data. Works for ten packets as for a million.
 */
public final class TracePlot {
  private static final int BIN_WIDTH = 2;
  private static final int BINS = 440;
  private static final double WIDTH = BINS * BIN_WIDTH;
  private static final double LEFT = 62;
  private static final double TOP = 40;
  private static final double LANE = 90;
  private static final double TITLE = 26;
  private static final double PANEL = TITLE + 2 * LANE + 18;
  private static final double AXIS = 46;

  private final List<PacketSeries> panels;
  private final long span;
  private final int most;

  private TracePlot(List<PacketSeries> panels) {
    this.panels = List.copyOf(panels);
    span = Math.max(1, panels.stream().mapToLong(PacketSeries::last).max().orElse(0));
    int highest = 1;
    for (PacketSeries panel : panels) {
      highest = Math.max(highest, Math.max(highest(panel, true), highest(panel, false)));
    }
    most = highest;
  }

  /** An SVG document. */
  public static String render(String title, List<PacketSeries> panels) {
    return new TracePlot(panels).draw(title);
  }

  private int highest(PacketSeries panel, boolean sent) {
    int[] data = panel.bins(sent, false, BINS, span);
    int[] decoys = panel.bins(sent, true, BINS, span);
    int highest = 0;
    for (int i = 0; i < BINS; i++) {
      highest = Math.max(highest, data[i] + decoys[i]);
    }
    return highest;
  }

  private String draw(String title) {
    double height = TOP + panels.size() * PANEL + AXIS;
    Svg svg = new Svg(LEFT + WIDTH + 24, height, title);
    svg.text(16, 24, "font-weight=\"bold\" font-size=\"14\"", title);
    legend(svg);
    double y = TOP;
    for (PacketSeries panel : panels) {
      panel(svg, panel, y);
      y += PANEL;
    }
    axis(svg, y);
    return svg.end();
  }

  private static void legend(Svg svg) {
    double x = LEFT + WIDTH - 130;
    svg.rect(x, 14, 12, 12, "fill=\"%s\"".formatted(Palette.DATA));
    svg.text(x + 17, 24, "", "data");
    svg.rect(x + 62, 14, 12, 12, "fill=\"%s\"".formatted(Palette.DECOY));
    svg.text(x + 79, 24, "", "decoys");
  }

  private void panel(Svg svg, PacketSeries panel, double top) {
    double middle = top + TITLE + LANE;
    String counts =
        "%s: sent %s data, %s decoys; received %s data, %s decoys"
            .formatted(
                panel.title(),
                Units.count(panel.count(true, false)),
                Units.count(panel.count(true, true)),
                Units.count(panel.count(false, false)),
                Units.count(panel.count(false, true)));
    svg.text(LEFT, top + 17, "", counts);
    for (boolean sent : new boolean[] {true, false}) {
      int[] data = panel.bins(sent, false, BINS, span);
      int[] decoys = panel.bins(sent, true, BINS, span);
      bars(svg, data, new int[BINS], middle, sent, Palette.DATA);
      bars(svg, decoys, data, middle, sent, Palette.DECOY);
    }
    svg.line(LEFT, middle, LEFT + WIDTH, middle, "stroke=\"%s\"".formatted(Palette.INK));
    String end = "text-anchor=\"end\" font-size=\"10\"";
    svg.text(LEFT - 6, middle - LANE + 9, end, Units.count(most));
    svg.text(LEFT - 6, middle - LANE / 2 + 4, end, "sent");
    svg.text(LEFT - 6, middle + 3, end, "0");
    svg.text(LEFT - 6, middle + LANE / 2 + 4, end, "received");
    svg.text(LEFT - 6, middle + LANE, end, Units.count(most));
  }

  private void bars(Svg svg, int[] counts, int[] below, double middle, boolean up, String colour) {
    StringBuilder path = new StringBuilder();
    double scale = (LANE - 2) / most * (up ? -1 : 1);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        path.append(
            String.format(
                Locale.ROOT,
                "M%d %.2fv%.2fh%dv%.2fz",
                (int) LEFT + i * BIN_WIDTH,
                middle + below[i] * scale,
                counts[i] * scale,
                BIN_WIDTH,
                -counts[i] * scale));
      }
    }
    if (!path.isEmpty()) {
      svg.path(path, "fill=\"%s\"".formatted(colour));
    }
  }

  private void axis(Svg svg, double y) {
    double micros = span / 1e3;
    double unit = micros > 7200e6 ? 3600e6 : micros > 120e6 ? 60e6 : 1;
    double step = Units.step(micros / unit / 10) * unit;
    for (int i = 0; i <= micros / step; i++) {
      double x = LEFT + i * step / micros * WIDTH;
      svg.line(x, TOP + TITLE, x, y, "stroke=\"#000000\" stroke-opacity=\"0.12\"");
      svg.text(x, y + 14, "text-anchor=\"middle\" font-size=\"10\"", Units.time(i * step));
    }
    String bin = Units.time(span / 1e3 / BINS);
    svg.text(
        LEFT,
        y + 34,
        "font-size=\"10\"",
        "height: packets in each slice of " + bin + "; over time");
  }
}
