package io.veiltun.engine.packet;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One counter per {@link DropReason}. Any thread may count and read; neither blocks the other. */
public final class DropCounters {
  private final Map<DropReason, LongAdder> counters = new EnumMap<>(DropReason.class);

  /** Creates counters that all read zero. */
  public DropCounters() {
    for (DropReason reason : DropReason.values()) {
      counters.put(reason, new LongAdder());
    }
  }

  /** Counts one discarded packet. */
  public void count(DropReason reason) {
    count(reason, 1);
  }

  /** Counts {@code packets} discarded packets. */
  public void count(DropReason reason, long packets) {
    adder(reason).add(packets);
  }

  /** Returns how many packets were discarded for {@code reason}. */
  public long total(DropReason reason) {
    return adder(reason).sum();
  }

  private LongAdder adder(DropReason reason) {
    LongAdder adder = counters.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return adder;
  }
}
