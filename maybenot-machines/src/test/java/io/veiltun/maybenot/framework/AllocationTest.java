package io.veiltun.maybenot.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class AllocationTest {
  private static final int EVENTS = 100_000;
  private static final int ROUNDS = 4;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void eventsAllocateNothing(Mode mode) throws InvalidMachineException {
    List<GoldenReplay> replays = new ArrayList<>();
    for (JsonNode trace : Calls.goldenTraces()) {
      replays.add(new GoldenReplay(trace));
    }
    // The virtual machine itself allocates once in a while, for example to load a class. What an
    // event allocates would show in each round.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      least = Math.min(least, allocated(replays, mode));
    }
    assertThat(least).isZero();
  }

  private static long allocated(List<GoldenReplay> replays, Mode mode) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    int events = 0;
    while (events < EVENTS) {
      for (GoldenReplay replay : replays) {
        Framework framework = replay.start(mode, replay.random());
        long before = threads.getCurrentThreadAllocatedBytes();
        replay.run(framework);
        bytes += threads.getCurrentThreadAllocatedBytes() - before;
        events += replay.events();
      }
    }
    return bytes;
  }
}
