package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.PacketBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whose datagrams are in the batch that is with the transport, since the tunnels around
 * this one change the batch on its way. Belongs to the send loop.
 */
final class Departures {
  private final PeerTable peers;
  private @Nullable Peer[] owners = new Peer[16];
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
      Peer peer = batch.isDropped(slot) || number == PacketBatch.NO_PEER ? null : peers.get(number);
      if (peer != null) {
        note(peer, decoys != null && decoys[slot]);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // peers are identities
  private void note(Peer peer, boolean decoy) {
    int run = runs - 1;
    if (run < 0 || owners[run] != peer) {
      run = begin(peer);
    }
    datagrams[run]++;
    if (!decoy) {
      data[run]++;
      peer.unsent++;
    }
  }

  private int begin(Peer peer) {
    if (runs == owners.length) {
      owners = Arrays.copyOf(owners, 2 * runs);
      datagrams = Arrays.copyOf(datagrams, 2 * runs);
      data = Arrays.copyOf(data, 2 * runs);
    }
    owners[runs] = peer;
    datagrams[runs] = 0;
    data[runs] = 0;
    return runs++;
  }

  /** The transport took them: tells the shapers. */
  void report(long now) {
    int count = runs;
    runs = 0;
    for (int run = 0; run < count; run++) {
      Peer peer = owners[run];
      if (peer != null) {
        owners[run] = null;
        peer.unsent -= data[run];
        peer.shaper.sent(datagrams[run], now);
      }
    }
  }
}
