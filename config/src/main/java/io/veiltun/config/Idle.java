package io.veiltun.config;

import io.veiltun.config.Quantity.TimeSpan;
import java.util.Optional;

/**
 * What a defence does without traffic.
 *
 * @param sleepAfter the time after which it sleeps; absent: it keeps on
 */
record Idle(Optional<TimeSpan> sleepAfter) {
  private static final String KEEP = "keep";
  private static final String SLEEP = "sleep-after";

  static final String PATTERN = "%s|%s %s".formatted(KEEP, SLEEP, TimeSpan.PATTERN);

  private static final String EXPECTED = "\"keep\" or \"sleep-after 30 s\"";

  static final TextForm<Idle> FORM = new TextForm<>(EXPECTED, Idle::parse);

  private static Idle parse(String text) {
    if (text.equals(KEEP)) {
      return new Idle(Optional.empty());
    }
    if (!text.startsWith(SLEEP + " ")) {
      throw new IllegalArgumentException("unknown, expected " + EXPECTED);
    }
    String time = text.substring(SLEEP.length() + 1);
    return new Idle(Optional.of(TimeSpan.FORM.parser().apply(time)));
  }
}
