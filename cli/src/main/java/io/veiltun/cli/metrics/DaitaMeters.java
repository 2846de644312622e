package io.veiltun.cli.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.veiltun.cli.status.DaitaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The meters of DAITA towards one hop or peer, from its first time on. */
final class DaitaMeters {
  private final List<Meter> meters = new ArrayList<>();
  private final MeterRegistry registry;
  private final Tags tags;
  private DaitaStatus status;

  DaitaMeters(MeterRegistry registry, Tags tags, DaitaStatus first) {
    this.registry = registry;
    this.tags = tags;
    status = first;
    for (String event : first.events().keySet()) {
      counter(
          "veiltun.daita.events",
          "What machines were told",
          tags.and("event", event),
          daita -> daita.events().getOrDefault(event, 0L));
    }
    for (DaitaStatus.Action action : first.actions()) {
      counter(
          "veiltun.daita.actions",
          "What came of what machines wanted",
          tags.and("action", action.action(), "result", action.result()),
          daita -> count(daita, action));
    }
    counter(
        "veiltun.daita.blocked.seconds",
        "How long packets were held back; a block is counted when it ends",
        tags,
        DaitaStatus::blockedSeconds);
    counter(
        "veiltun.daita.held.packets",
        "Packets that were held back",
        tags,
        DaitaStatus::heldPackets);
    counter(
        "veiltun.daita.overruns",
        "Arrivals that machines learned of out of order",
        tags,
        DaitaStatus::overruns);
    gauge("veiltun.daita.queue.packets", "Packets and decoys held", DaitaStatus::queuePackets);
    gauge(
        "veiltun.daita.budget.remaining.bytes",
        "What decoys may still cost today; +Inf without such a limit",
        DaitaMeters::budget);
  }

  private static double count(DaitaStatus daita, DaitaStatus.Action of) {
    return daita.actions().stream()
        .filter(each -> each.action().equals(of.action()) && each.result().equals(of.result()))
        .mapToLong(DaitaStatus.Action::count)
        .sum();
  }

  private static double budget(DaitaStatus daita) {
    Long left = daita.budgetLeft();
    return left == null ? Double.POSITIVE_INFINITY : left;
  }

  void update(DaitaStatus next) {
    status = next;
  }

  void remove() {
    meters.forEach(registry::remove);
  }

  private void counter(String name, String help, Tags of, ToDoubleFunction<DaitaStatus> value) {
    meters.add(
        FunctionCounter.builder(name, this, self -> value.applyAsDouble(self.status))
            .description(help)
            .tags(of)
            .register(registry));
  }

  private void gauge(String name, String help, ToDoubleFunction<DaitaStatus> value) {
    meters.add(
        Gauge.builder(name, this, self -> value.applyAsDouble(self.status))
            .description(help)
            .tags(tags)
            .register(registry));
  }
}
