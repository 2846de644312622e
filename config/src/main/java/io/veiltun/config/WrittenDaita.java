package io.veiltun.config;

import io.veiltun.config.DefenceChoice.Machines;
import io.veiltun.config.DefenceChoice.Named;
import io.veiltun.config.Quantity.DataSize;
import io.veiltun.config.Quantity.Rate;
import io.veiltun.config.Quantity.TimeSpan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The member {@code daita} as a profile writes it; {@link Daita} is what it means. */
record WrittenDaita(
    @JsonMember(
            "What decides about decoys and delays: a name from the catalogue, with its parameters,"
                + " or a list of Maybenot machine strings; ephemeral-light if absent, size-only for"
                + " constant sizes and no machines")
        Optional<DefenceChoice> defence,
    @JsonMember("Maybenot's limits; what the defence brings if absent") Optional<Limits> limits,
    @JsonMember("What decoys may use: where it is spent decoys stop and constant sizes stay")
        Optional<Budget> budget,
    @JsonMember("Without traffic: \"keep\" on (if absent) or \"sleep-after 30 s\"")
        Optional<Idle> idle,
    @JsonMember(
            value = "Whether keepalives are padded as other packets are (if absent) or stay plain",
            values = {WrittenDaita.PADDED, WrittenDaita.PLAIN})
        Optional<String> keepalives,
    @JsonMember(
            "Longest time a machine may hold a packet back, such as \"500 ms\": above zero, at most"
                + " 24 h; 5 s if absent")
        Optional<TimeSpan> maxDelay) {
  static final String PADDED = "padded";
  static final String PLAIN = "plain";

  private static final String KEEPALIVES_EXPECTED = "\"padded\" or \"plain\"";

  private static final TextForm<String> KEEPALIVES =
      new TextForm<>(KEEPALIVES_EXPECTED, WrittenDaita::keepalivesOf);

  private static final TextForm<TimeSpan> MAX_DELAY =
      TextForm.like("5 s", WrittenDaita::maxDelayOf);

  /** What Maybenot's framework lets machines do. */
  record Limits(
      @JsonMember(value = "Largest share of decoys in the packets sent", min = 0, max = 1)
          Optional<Double> padding,
      @JsonMember(value = "Largest share of time with sending blocked", min = 0, max = 1)
          Optional<Double> blocking) {
    static final Limits NONE = new Limits(Optional.empty(), Optional.empty());
  }

  /** What decoys may use. */
  record Budget(
      @JsonMember("Most that decoys may use, such as \"2 Mbit/s\"; above zero") Optional<Rate> rate,
      @JsonMember("Most that decoys may use in a day, such as \"2 GB\"; above zero")
          Optional<DataSize> perDay) {
    static final Budget NONE = new Budget(Optional.empty(), Optional.empty());
  }

  /** What could be read, the rest is reported; null where there is no such member. */
  static @Nullable WrittenDaita read(@Nullable Members members, Problems problems) {
    if (members == null) {
      return null;
    }
    return new WrittenDaita(
        Optional.ofNullable(defence(members, problems)),
        Optional.ofNullable(members.object("limits", Shapes.DAITA_LIMITS))
            .map(limits ->
                new Limits(limits.number("padding", 0, 1), limits.number("blocking", 0, 1))),
        Optional.ofNullable(members.object("budget", Shapes.DAITA_BUDGET))
            .map(budget ->
                new Budget(
                    Optional.ofNullable(budget.text("rate", Rate.FORM)),
                    Optional.ofNullable(budget.text("perDay", DataSize.FORM)))),
        Optional.ofNullable(members.text("idle", Idle.FORM)),
        Optional.ofNullable(members.text("keepalives", KEEPALIVES)),
        Optional.ofNullable(members.text("maxDelay", MAX_DELAY)));
  }

  private static @Nullable DefenceChoice defence(Members members, Problems problems) {
    JsonValue value = members.value("defence");
    return switch (value) {
      case null -> null;
      case JsonValue.Text _ -> named(members.text("defence", Named.FORM));
      case JsonValue.Arr _ ->
          machines(members.repeatableTexts("defence", Ranges.MAX_MACHINES, Machines.FORM));
      default -> {
        problems.error(
            members.at("defence"),
            value.kind() + ", expected " + Named.EXPECTED + " or an array of machine strings");
        yield null;
      }
    };
  }

  private static @Nullable DefenceChoice named(@Nullable String name) {
    return name == null ? null : new Named(name);
  }

  private static @Nullable DefenceChoice machines(List<String> strings) {
    return strings.isEmpty() || strings.size() > Ranges.MAX_MACHINES ? null : new Machines(strings);
  }

  private static String keepalivesOf(String text) {
    if (!text.equals(PADDED) && !text.equals(PLAIN)) {
      throw new IllegalArgumentException("unknown, expected " + KEEPALIVES_EXPECTED);
    }
    return text;
  }

  private static TimeSpan maxDelayOf(String text) {
    TimeSpan delay = TimeSpan.FORM.parser().apply(text);
    if (delay.nanos() > Ranges.MAX_DELAY_NANOS) {
      throw new IllegalArgumentException("more than 24 h, expected text such as \"5 s\"");
    }
    return delay;
  }

  /** With the defaults of what is absent. */
  Daita meaning() {
    Limits limit = limits.orElse(Limits.NONE);
    Budget spend = budget.orElse(Budget.NONE);
    return new Daita(
        defence.orElse(Daita.DEFAULT.defence()),
        limit.padding(),
        limit.blocking(),
        spend.rate(),
        spend.perDay(),
        idle.flatMap(Idle::sleepAfter),
        keepalives.orElse(PADDED).equals(PADDED),
        maxDelay.orElse(Daita.DEFAULT.maxDelay()));
  }
}
