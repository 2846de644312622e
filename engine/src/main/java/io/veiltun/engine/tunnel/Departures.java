package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whose datagrams are in the batch that is with the transport, since the tunnels around
 * this one change the batch on its way. Belongs to the send loop.
 */
final class Departures {
  private final PeerTable peers;
  private int[] numbers = new int[16];
  private int[] datagrams = new int[16];
  private int[] data = new int[16];
  private int runs;

  Departures(PeerTable peers) {
    this.peers = peers;
  }

  boolean any() {
    return runs > 0;
  }

  /**
   * Counts the batch's datagrams with data or decoys as runs of one peer.
   *
   * @param decoys which slots hold decoys; null if none does
   */
  void note(PacketBatch batch, boolean @Nullable [] decoys) {
    runs = 0;
    for (int slot = 0; slot < batch.size(); slot++) {
      int number = batch.peer(slot);
      if (!batch.isDropped(slot) && number != PacketBatch.NO_PEER) {
        note(number, decoys != null && decoys[slot]);
      }
    }
  }

  private void note(int number, boolean decoy) {
    int run = runs - 1;
    if (run < 0 || numbers[run] != number) {
      run = begin(number);
    }
    datagrams[run]++;
    if (!decoy) {
      data[run]++;
      Peer peer = peers.get(number);
      if (peer != null) {
        peer.unsent++;
      }
    }
  }

  private int begin(int number) {
    if (runs == numbers.length) {
      numbers = java.util.Arrays.copyOf(numbers, 2 * runs);
      datagrams = java.util.Arrays.copyOf(datagrams, 2 * runs);
      data = java.util.Arrays.copyOf(data, 2 * runs);
    }
    numbers[runs] = number;
    datagrams[runs] = 0;
    data[runs] = 0;
    return runs++;
  }

  /** The transport took them: tells the shapers. */
  void report(long now) {
    int count = runs;
    runs = 0;
    for (int run = 0; run < count; run++) {
      Peer peer = peers.get(numbers[run]);
      if (peer != null) {
        peer.unsent -= data[run];
        peer.shaper.sent(datagrams[run], now);
      }
    }
  }
}
