package io.veiltun.cli.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.veiltun.cli.status.Drop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A counter for each reason and direction that ever occurred at one place. */
final class DropMeters {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<Drop, FunctionCounter> counters = new HashMap<>();
  private List<Drop> latest = List.of();

  DropMeters(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  void update(List<Drop> drops) {
    latest = drops;
    drops.forEach(drop -> counters.computeIfAbsent(key(drop), this::counter));
  }

  void remove() {
    counters.values().forEach(registry::remove);
  }

  /** Drops of one reason and direction, whatever their number. */
  private static Drop key(Drop drop) {
    return new Drop(drop.direction(), drop.reason(), 0);
  }

  private FunctionCounter counter(Drop key) {
    return FunctionCounter.builder("veiltun.dropped.packets", this, self -> self.total(key))
        .description("Packets discarded")
        .tags(tags)
        .tags("direction", key.direction().label(), "reason", key.reason())
        .register(registry);
  }

  private double total(Drop key) {
    return latest.stream().filter(d -> key(d).equals(key)).mapToLong(Drop::packets).sum();
  }
}
