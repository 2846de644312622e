package io.veiltun.maybenot.simulator;

import java.util.Arrays;

/**
 * Delays that will shift the rest of the trace at one end once their time has come: what holds a
 * packet back also holds back what the other side would have sent in answer.
 */
final class AggregateDelays {
  private long[] times = new long[16];
  private long[] amounts = new long[16];
  private boolean[] clients = new boolean[16];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long nextTime() {
    return times[size - 1];
  }

  long nextAmount() {
    return amounts[size - 1];
  }

  boolean nextIsForClient() {
    return clients[size - 1];
  }

  void removeNext() {
    size--;
  }

  /**
   * A packet was held back at one end; both ends notice later.
   *
   * @param amount nanoseconds it was held
   * @param now when it left
   * @param causedByClient at which end
   * @param delay of the network, one way
   */
  void push(long amount, long now, boolean causedByClient, long delay) {
    long client = causedByClient ? 4 * delay : delay;
    long server = causedByClient ? 3 * delay : 4 * delay;
    insert(now + Math.max(client - amount, 0), amount, true);
    insert(now + Math.max(server - amount, 0), amount, false);
  }

  private void insert(long time, long amount, boolean client) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      amounts = Arrays.copyOf(amounts, 2 * size);
      clients = Arrays.copyOf(clients, 2 * size);
    }
    int at = size++;
    while (at > 0 && times[at - 1] <= time) {
      times[at] = times[at - 1];
      amounts[at] = amounts[at - 1];
      clients[at] = clients[at - 1];
      at--;
    }
    times[at] = time;
    amounts[at] = amount;
    clients[at] = client;
  }
}
