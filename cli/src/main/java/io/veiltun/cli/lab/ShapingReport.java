package io.veiltun.cli.lab;

import io.veiltun.cli.status.Direction;
import io.veiltun.cli.status.PacketKind;
import io.veiltun.cli.status.Volume;
import io.veiltun.maybenot.description.WireSeries;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/** Two loads of one page, side by side, as text for people. */
final class ShapingReport {
  private static final String BOUNDS =
      """
        What DAITA does here: whoever watches this link no longer sees the sizes of packets, and
        can tell less surely from amounts and times which page it was. What it does not: it does
        not hide that a tunnel is used, when, nor roughly how much; and the entry, like whoever
        watches behind it, still sees the sizes and times of the exit's datagrams, because only
        the entry hop is shaped.
      """;

  private final PageComparison pages;
  private final Sparkline sparkline;
  private final StringBuilder text = new StringBuilder();

  private ShapingReport(PageComparison pages, Sparkline sparkline) {
    this.pages = pages;
    this.sparkline = sparkline;
  }

  /** Figures, bars over time, causes of the overhead, and what it is good for. */
  static String text(PageComparison pages, Sparkline sparkline) {
    return new ShapingReport(pages, sparkline).write();
  }

  private String write() {
    Page page = pages.page();
    line(
        "%nThe same page (%d objects, %.2f MB) without and with DAITA (%s) on the entry hop,"
            + " as the%nobserver of the client's link saw it%n",
        page.objects(), page.bytes() / 1e6, pages.defence());
    line("  %-21s  %12s  %12s", "", "without", "with");
    sizes(true);
    sizes(false);
    for (boolean sent : new boolean[] {true, false}) {
      Volume plain = pages.plain().seen(sent);
      Volume shaped = pages.shaped().seen(sent);
      row("datagrams", sent, plain.packets(), shaped.packets());
      row("bytes", sent, plain.bytes(), shaped.bytes());
    }
    double plain = pages.plain().load().nanos() / 1e9;
    double shaped = pages.shaped().load().nanos() / 1e9;
    line("  %-21s  %10.2f s  %10.2f s  %s", "time to load", plain, shaped, more(plain, shaped));
    causes();
    bars();
    return text.append('\n').append(BOUNDS).toString();
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "%n", arguments));
  }

  private void sizes(boolean sent) {
    line(
        "  %-21s  %12d  %12d",
        "different sizes " + (sent ? "sent" : "got"),
        pages.plainSeries().sizes(sent),
        pages.shapedSeries().sizes(sent));
  }

  private void row(String what, boolean sent, long plain, long shaped) {
    line(
        "  %-21s  %,12d  %,12d  %s",
        what + (sent ? " sent" : " got"), plain, shaped, more((double) plain, (double) shaped));
  }

  private static String more(double before, double after) {
    return before == 0
        ? ""
        : String.format(Locale.ROOT, "%+.0f %%", 100 * (after - before) / before);
  }

  private void causes() {
    line("%n  Why more, as the client's status counted it with DAITA:");
    for (Direction direction : Direction.values()) {
      Volume decoys = pages.shaped().counted(direction, PacketKind.DECOY);
      line(
          "  %-5s %,10d bytes of data, %,d of size padding, %,d in %,d decoys",
          direction == Direction.TX ? "sent" : "got",
          pages.shaped().counted(direction, PacketKind.DATA).bytes(),
          pages.shaped().counted(direction, PacketKind.SIZE_PADDING).bytes(),
          decoys.bytes(),
          decoys.packets());
    }
  }

  private void bars() {
    line("%n  Bytes in each %d ms, bars of a pair to one scale:", PageComparison.SLICE / 1_000_000);
    for (boolean sent : new boolean[] {true, false}) {
      long[] plain = slices(pages.plainSeries(), sent);
      long[] shaped = slices(pages.shapedSeries(), sent);
      long most = LongStream.concat(Arrays.stream(plain), Arrays.stream(shaped)).max().orElse(0);
      String name = sent ? "sent" : "got";
      line("  %-5s without |%s|", name, sparkline.of(plain, most));
      line("  %-5s with    |%s|  highest: %,d", "", sparkline.of(shaped, most), most);
    }
  }

  private static long[] slices(WireSeries series, boolean sent) {
    return series.bytesPerSlice(sent, PageComparison.SLICE);
  }
}
