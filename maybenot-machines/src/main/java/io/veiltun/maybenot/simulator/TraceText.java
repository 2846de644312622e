package io.veiltun.maybenot.simulator;

/** Traces as text: one packet a line, {@code nanoseconds,direction,size}. */
final class TraceText {
  private static final int SHOWN = 40;

  private TraceText() {}

  /** Takes the packets of a text. */
  private interface Sink {
    void packet(long timeNanos, boolean sent, boolean padding);
  }

  static Trace parseBase(String text) throws TraceFormatException {
    Trace.Builder builder = Trace.builder();
    parse(
        text,
        (time, sent, padding) -> {
          if (!padding) {
            builder.add(time, sent);
          }
        });
    return builder.build();
  }

  static DefendedTrace parseDefended(String text) throws TraceFormatException {
    DefendedTrace.Builder builder = new DefendedTrace.Builder();
    parse(text, builder::add);
    return builder.build();
  }

  private static void parse(String text, Sink sink) throws TraceFormatException {
    int line = 0;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int to = end < 0 ? text.length() : end;
      line++;
      parseLine(text.substring(from, to), line, sink);
      from = to + 1;
    }
  }

  private static void parseLine(String line, int number, Sink sink) throws TraceFormatException {
    int comma = line.indexOf(',');
    if (comma < 0) {
      return;
    }
    int next = line.indexOf(',', comma + 1);
    String direction = line.substring(comma + 1, next < 0 ? line.length() : next).stripTrailing();
    boolean known =
        switch (direction) {
          case "s", "sn", "sp", "r", "rn", "rp" -> true;
          default -> false;
        };
    if (!known) {
      throw new TraceFormatException(
          "line %d: direction '%s' is none of s, sn, sp, r, rn, rp"
              .formatted(number, shortened(direction)));
    }
    long time = time(line.substring(0, comma).strip(), number);
    sink.packet(time, direction.startsWith("s"), direction.endsWith("p"));
  }

  private static long time(String text, int line) throws TraceFormatException {
    try {
      long time = Long.parseLong(text);
      if (time >= 0 && time <= Trace.MOST_NANOS) {
        return time;
      }
    } catch (NumberFormatException e) {
      throw notATime(text, line);
    }
    throw notATime(text, line);
  }

  private static TraceFormatException notATime(String text, int line) {
    return new TraceFormatException(
        "line %d: '%s' is not a time of 0 to %d ns"
            .formatted(line, shortened(text), Trace.MOST_NANOS));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
