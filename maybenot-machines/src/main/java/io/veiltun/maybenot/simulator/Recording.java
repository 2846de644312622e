package io.veiltun.maybenot.simulator;

import java.util.Arrays;

/** Collects the recorded events of one run. */
final class Recording {
  static final int RANK = 15;
  static final int CLIENT = 16;
  static final int PADDING = 32;

  private long[] times = new long[1024];
  private long[] held = new long[1024];
  private byte[] kinds = new byte[1024];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void add(SimulationEvent event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      held = Arrays.copyOf(held, 2 * size);
      kinds = Arrays.copyOf(kinds, 2 * size);
    }
    times[size] = event.recordedTime();
    held[size] = event.time - event.queued;
    kinds[size++] =
        (byte) (event.rank | (event.client ? CLIENT : 0) | (event.padding ? PADDING : 0));
  }

  /** The result, in the order of the recorded times. */
  Simulation finish(int iterations) {
    int[] order = TimeOrder.of(times, size);
    long[] sortedTimes = new long[size];
    long[] sortedHeld = new long[size];
    byte[] sortedKinds = new byte[size];
    for (int i = 0; i < size; i++) {
      sortedTimes[i] = times[order[i]];
      sortedHeld[i] = held[order[i]];
      sortedKinds[i] = kinds[order[i]];
    }
    return new Simulation(sortedTimes, sortedHeld, sortedKinds, iterations);
  }
}
