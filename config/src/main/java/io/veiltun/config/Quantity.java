package io.veiltun.config;

import java.util.Map;

/** An amount that a profile writes as text with a unit; a bare number is an error. */
public sealed interface Quantity {
  /**
   * A data rate.
   *
   * @param bitsPerSecond zero or more
   */
  record Rate(long bitsPerSecond) implements Quantity {
    private static final String EXAMPLE = "2 Mbit/s";

    private static final QuantityUnits UNITS =
        new QuantityUnits(
            EXAMPLE,
            QuantityUnits.ordered(
                Map.entry("bit/s", 1L),
                Map.entry("kbit/s", 1_000L),
                Map.entry("Mbit/s", 1_000_000L),
                Map.entry("Gbit/s", 1_000_000_000L)));

    static final String PATTERN = UNITS.pattern();

    /** How a member takes it: above zero. */
    static final TextForm<Rate> FORM = TextForm.like(EXAMPLE, Rate::parseAboveZero);

    /** Throws {@link IllegalArgumentException} when negative. */
    public Rate {
      requireNotNegative(bitsPerSecond);
    }

    /**
     * Reads {@code "2 Mbit/s"}.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
     */
    public static Rate parse(String text) {
      return new Rate(UNITS.parse(text));
    }

    private static Rate parseAboveZero(String text) {
      return new Rate(UNITS.parseAboveZero(text));
    }
  }

  /**
   * An amount of data.
   *
   * @param bytes zero or more
   */
  record DataSize(long bytes) implements Quantity {
    private static final String EXAMPLE = "2 GB";

    private static final QuantityUnits UNITS =
        new QuantityUnits(
            EXAMPLE,
            QuantityUnits.ordered(
                Map.entry("B", 1L),
                Map.entry("kB", 1_000L),
                Map.entry("MB", 1_000_000L),
                Map.entry("GB", 1_000_000_000L),
                Map.entry("TB", 1_000_000_000_000L),
                Map.entry("KiB", 1L << 10),
                Map.entry("MiB", 1L << 20),
                Map.entry("GiB", 1L << 30),
                Map.entry("TiB", 1L << 40)));

    static final String PATTERN = UNITS.pattern();

    /** How a member takes it: above zero. */
    static final TextForm<DataSize> FORM = TextForm.like(EXAMPLE, DataSize::parseAboveZero);

    /** Throws {@link IllegalArgumentException} when negative. */
    public DataSize {
      requireNotNegative(bytes);
    }

    /**
     * Reads {@code "2 GB"} (decimal) or {@code "2 GiB"} (binary).
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
     */
    public static DataSize parse(String text) {
      return new DataSize(UNITS.parse(text));
    }

    private static DataSize parseAboveZero(String text) {
      return new DataSize(UNITS.parseAboveZero(text));
    }
  }

  /**
   * A duration.
   *
   * @param nanos in nanoseconds, zero or more
   */
  record TimeSpan(long nanos) implements Quantity {
    private static final String EXAMPLE = "500 ms";

    private static final QuantityUnits UNITS =
        new QuantityUnits(
            EXAMPLE,
            QuantityUnits.ordered(
                Map.entry("ns", 1L),
                Map.entry("us", 1_000L),
                Map.entry("ms", 1_000_000L),
                Map.entry("s", 1_000_000_000L),
                Map.entry("min", 60_000_000_000L),
                Map.entry("h", 3_600_000_000_000L),
                Map.entry("d", 86_400_000_000_000L)));

    static final String PATTERN = UNITS.pattern();

    /** How a member takes it: above zero. */
    static final TextForm<TimeSpan> FORM = TextForm.like(EXAMPLE, TimeSpan::parseAboveZero);

    /** Throws {@link IllegalArgumentException} when negative. */
    public TimeSpan {
      requireNotNegative(nanos);
    }

    /**
     * Reads {@code "500 ms"}.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting {@code text}
     */
    public static TimeSpan parse(String text) {
      return new TimeSpan(UNITS.parse(text));
    }

    private static TimeSpan parseAboveZero(String text) {
      return new TimeSpan(UNITS.parseAboveZero(text));
    }
  }

  private static void requireNotNegative(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("negative");
    }
  }
}
