package io.veiltun.cli.process;

import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.Lateness;
import io.veiltun.cli.status.PathSize;
import io.veiltun.daita.DaitaCounters;
import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.maybenot.framework.TriggerEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the counters of DAITA into its part of the status document. */
final class DaitaSnapshots {
  private DaitaSnapshots() {}

  /**
   * The state of this moment.
   *
   * @param running null if DAITA is off now
   */
  static DaitaStatus of(@Nullable RunningDefence running, DaitaCounters counters, int mtu) {
    String defence = "off";
    int machines = 0;
    int size = 0;
    PathSize path = PathSize.UNKNOWN;
    long left = Long.MAX_VALUE;
    if (running != null) {
      defence = running.title();
      machines = running.machines();
      size = running.shaper().mtu(mtu);
      path = PathSize.valueOf(running.shaper().path(mtu).name());
      left = counters.budgetLeft();
    }
    return new DaitaStatus(
        running != null,
        defence,
        machines,
        size,
        path,
        left == Long.MAX_VALUE ? null : left,
        left < size,
        counters.queueLength(),
        counters.heldPackets(),
        counters.discardedPackets(),
        counters.blockedSeconds(),
        counters.overruns(),
        counters.transitions(),
        events(counters),
        Arrays.stream(Outcome.values())
            .map(outcome ->
                new DaitaStatus.Action(
                    outcome.action(), outcome.result(), counters.outcomes(outcome)))
            .toList(),
        lateness(counters));
  }

  private static Map<String, Long> events(DaitaCounters counters) {
    Map<String, Long> events = new LinkedHashMap<>();
    for (TriggerEvent event : TriggerEvent.values()) {
      events.put(event.name().toLowerCase(Locale.ROOT), counters.events(event));
    }
    return events;
  }

  private static Lateness lateness(DaitaCounters counters) {
    List<Double> bounds = Arrays.stream(DaitaCounters.latenessBounds()).boxed().toList();
    List<Long> counts = Arrays.stream(counters.lateness()).boxed().toList();
    return new Lateness(bounds, counts, counters.latenessSum());
  }
}
