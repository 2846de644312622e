package io.veiltun.maybenot.simulator;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution of delays: a bin is chosen by its probability, the delay is uniform within it.
 *
 * @param bins at least one
 */
public record DelayHistogram(List<Bin> bins) {
  /**
   * A range of delays.
   *
   * @param minMillis 0 to {@code maxMillis}
   * @param maxMillis up to one hour
   * @param probability 0 to 1
   */
  public record Bin(double minMillis, double maxMillis, double probability) {
    public Bin {
      if (!(minMillis >= 0 && minMillis <= maxMillis && maxMillis <= 3_600_000)) {
        throw new IllegalArgumentException(
            "bin (%s, %s): not 0 <= min <= max <= 3600000 ms".formatted(minMillis, maxMillis));
      }
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "bin (%s, %s): probability %s is not within 0 to 1"
                .formatted(minMillis, maxMillis, probability));
      }
    }
  }

  /** 45 % none, 40 % up to 1 ms, 10 % up to 2 ms, 5 % up to 3 ms. */
  public static final DelayHistogram EXAMPLE =
      new DelayHistogram(
          List.of(
              new Bin(0, 0, 0.45), new Bin(0, 1, 0.40), new Bin(1, 2, 0.10), new Bin(2, 3, 0.05)));

  private static final String NUMBER = "([0-9.eE+-]+)";
  private static final Pattern ENTRY =
      Pattern.compile("\"\\(" + NUMBER + "\\s*,\\s*" + NUMBER + "\\)\"\\s*:\\s*" + NUMBER);

  public DelayHistogram {
    if (bins.isEmpty()) {
      throw new IllegalArgumentException("a histogram needs at least one bin");
    }
    bins = bins.stream().sorted(Comparator.comparingDouble(Bin::minMillis)).toList();
  }

  /**
   * Reads a JSON object such as {@code {"(0.0, 1.0)": 0.4, "(1.0, 2.0)": 0.6}}: bounds in
   * milliseconds and probabilities.
   *
   * @throws IllegalArgumentException naming the text that is not understood
   */
  public static DelayHistogram parse(String json) {
    String text = json.strip();
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw new IllegalArgumentException("a histogram is a JSON object: " + text);
    }
    List<Bin> bins = new ArrayList<>();
    for (String entry : text.substring(1, text.length() - 1).split(",(?=\\s*\")", -1)) {
      Matcher matcher = ENTRY.matcher(entry.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "not of the form \"(min, max)\": probability: " + entry.strip());
      }
      bins.add(new Bin(number(matcher, 1), number(matcher, 2), number(matcher, 3)));
    }
    return new DelayHistogram(bins);
  }

  private static double number(Matcher matcher, int group) {
    String text = matcher.group(group);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: " + text, e);
    }
  }

  /** Draws a delay in whole microseconds and returns it in nanoseconds. */
  long sampleNanos(RandomSource random) {
    double u = Draws.unit(random);
    double sum = 0;
    Bin chosen = bins.getLast();
    for (Bin bin : bins) {
      sum += bin.probability();
      if (sum >= u) {
        chosen = bin;
        break;
      }
    }
    double millis =
        chosen.minMillis() == chosen.maxMillis()
            ? chosen.minMillis()
            : Draws.range(random, chosen.minMillis(), chosen.maxMillis());
    long micros = (long) (millis * 1000);
    return micros * 1000;
  }
}
