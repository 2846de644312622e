package io.veiltun.maybenot.description;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Plots what an observer of a wire saw, one column for each series, all to the same scales: above,
 * each datagram as a dot at its time and length; below, bytes in slices of time. What was sent is
 * above an axis, what was received below it. Works for ten datagrams as for a million.
 */
public final class WirePlot {
  private static final double LEFT = 74;
  private static final double TOP = 44;
  private static final double TITLE = 40;
  private static final double GAP = 30;
  private static final int WIDTH = 460;
  private static final int LANE = 110;
  private static final int SIZES = 2 * LANE;
  private static final int AMOUNTS = 2 * LANE;
  private static final double DOT = 3;
  private static final double AXIS = 52;
  private static final String SMALL_RIGHT = "text-anchor=\"end\" font-size=\"10\"";

  private final List<WireSeries> columns;
  private final long slice;
  private final long span;
  private final int longest;
  private final long most;

  private WirePlot(List<WireSeries> columns, long slice) {
    this.columns = List.copyOf(columns);
    this.slice = slice;
    span = Math.max(slice, columns.stream().mapToLong(WireSeries::last).max().orElse(0));
    longest = Math.max(1, columns.stream().mapToInt(WireSeries::longest).max().orElse(0));
    long highest = 1;
    for (WireSeries column : columns) {
      for (boolean sent : new boolean[] {true, false}) {
        long here = Arrays.stream(column.bytesPerSlice(sent, slice)).max().orElse(0);
        highest = Math.max(highest, here);
      }
    }
    most = highest;
  }

  /**
   * An SVG document.
   *
   * @param columns one to four
   * @param slice nanoseconds over which bytes are added up, at least 1
   */
  public static String render(String title, List<WireSeries> columns, long slice) {
    return new WirePlot(columns, slice).draw(title);
  }

  private double left(int column) {
    return LEFT + column * (WIDTH + GAP);
  }

  private String draw(String title) {
    double sizes = TOP + TITLE;
    double amounts = sizes + SIZES + GAP;
    double bottom = amounts + AMOUNTS;
    Svg svg = new Svg(left(columns.size()) - GAP + 20, bottom + AXIS, title);
    svg.text(16, 26, "font-weight=\"bold\" font-size=\"16\"", title);
    scale(svg, sizes, "size", Units.count(longest));
    scale(svg, amounts, "amount", kilobytes((double) most));
    for (int i = 0; i < columns.size(); i++) {
      head(svg, i);
      frame(svg, left(i), sizes, SIZES);
      dots(svg, i, sizes + LANE);
      frame(svg, left(i), amounts, AMOUNTS);
      bars(svg, i, amounts + LANE);
      times(svg, left(i), bottom);
    }
    svg.text(
        LEFT,
        bottom + 40,
        "font-size=\"11\"",
        "top: every dot is a datagram, the further from the middle line the larger (bytes); bottom:"
            + " bytes in each "
            + Units.time(slice / 1e3)
            + "; over time, same scales everywhere");
    return svg.end();
  }

  private void head(Svg svg, int column) {
    WireSeries series = columns.get(column);
    svg.text(left(column), TOP + 14, "font-weight=\"bold\" font-size=\"14\"", series.title());
    String sizes =
        "%s sent, %s received".formatted(sizes(series.sizes(true)), sizes(series.sizes(false)));
    svg.text(left(column), TOP + 32, "", sizes);
  }

  private static String sizes(int count) {
    return count == 1 ? "1 size" : count + " sizes";
  }

  private static String kilobytes(double bytes) {
    return bytes < 10_000 ? Units.count(bytes) + " B" : Units.count(bytes / 1e3) + " kB";
  }

  private static void scale(Svg svg, double top, String what, String most) {
    svg.text(LEFT - 6, top + 9, SMALL_RIGHT, most);
    svg.text(LEFT - 6, top + LANE / 2.0 - 3, SMALL_RIGHT, "sent:");
    svg.text(LEFT - 6, top + LANE / 2.0 + 9, SMALL_RIGHT, what);
    svg.text(LEFT - 6, top + LANE + 3, SMALL_RIGHT, "0");
    svg.text(LEFT - 6, top + LANE * 1.5 - 3, SMALL_RIGHT, "received:");
    svg.text(LEFT - 6, top + LANE * 1.5 + 9, SMALL_RIGHT, what);
    svg.text(LEFT - 6, top + 2 * LANE, SMALL_RIGHT, most);
  }

  private static void frame(Svg svg, double left, double top, double height) {
    svg.rect(left, top, WIDTH, height, "fill=\"#f6f6f6\"");
    double middle = top + height / 2;
    svg.line(left, middle, left + WIDTH, middle, "stroke=\"%s\"".formatted(Palette.INK));
  }

  private void dots(Svg svg, int column, double middle) {
    WireSeries series = columns.get(column);
    for (boolean sent : new boolean[] {true, false}) {
      // Datagrams that would share a pixel share a dot, so that the drawing stays small.
      BitSet pixels = new BitSet();
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < series.size(); i++) {
        int x = (int) Math.round((double) series.time(i) / span * (WIDTH - DOT));
        int y = (int) Math.round((double) series.bytes(i) / longest * (LANE - DOT));
        if (series.sent(i) == sent && !pixels.get(y * WIDTH + x)) {
          pixels.set(y * WIDTH + x);
          double at = sent ? middle - y - DOT : middle + y;
          path.append(
              String.format(Locale.ROOT, "M%.0f %.1fh%3$sv%3$sh-%3$sz", left(column) + x, at, DOT));
        }
      }
      fill(svg, path, sent);
    }
  }

  private void bars(Svg svg, int column, double middle) {
    double width = (double) slice / span * WIDTH;
    for (boolean sent : new boolean[] {true, false}) {
      long[] bytes = columns.get(column).bytesPerSlice(sent, slice);
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] > 0) {
          double height = (double) bytes[i] / most * (LANE - 2) * (sent ? -1 : 1);
          double x = left(column) + i * width;
          double right = Math.min(x + width, left(column) + WIDTH);
          path.append(
              String.format(
                  Locale.ROOT, "M%.1f %.1fv%.2fH%.1fv%.2fz", x, middle, height, right, -height));
        }
      }
      fill(svg, path, sent);
    }
  }

  private static void fill(Svg svg, StringBuilder path, boolean sent) {
    if (!path.isEmpty()) {
      svg.path(path, "fill=\"%s\"".formatted(sent ? Palette.DATA : Palette.RECEIVED));
    }
  }

  private void times(Svg svg, double left, double y) {
    double micros = span / 1e3;
    double step = Units.step(micros / 6);
    for (int i = 0; i <= micros / step; i++) {
      double x = left + i * step / micros * WIDTH;
      svg.line(x, TOP + TITLE, x, y, "stroke=\"#000000\" stroke-opacity=\"0.1\"");
      svg.text(x, y + 16, "text-anchor=\"middle\" font-size=\"10\"", Units.time(i * step));
    }
  }
}
