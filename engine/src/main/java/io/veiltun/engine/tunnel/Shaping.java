package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.shape.Shaper;
import org.jspecify.annotations.Nullable;

/**
 * Runs the shapers of a tunnel's peers: shows them packets before they are sealed, tells them what
 * the transport took, and wakes them. Costs a tunnel without shapers one comparison a batch.
 * Belongs to the send loop.
 */
final class Shaping {
  private final PeerTable peers;
  private final DropCounters drops;
  private final Sending sending;
  private final Departures departures;
  private final WakeUps wakeUps;
  private int shapers;

  Shaping(PeerTable peers, DropCounters drops, Sending sending, Loop loop) {
    this.peers = peers;
    this.drops = drops;
    this.sending = sending;
    departures = new Departures(peers);
    wakeUps = new WakeUps(loop, sending);
  }

  /** Lets each peer's shaper see its packets before they are sealed. */
  PacketBatch shape(PacketBatch batch) {
    if (shapers == 0) {
      return batch;
    }
    long now = sending.now();
    wakeUps.run(now);
    for (int slot = 0; slot < batch.size(); slot++) {
      Peer peer = batch.isDropped(slot) ? null : peers.get(batch.peer(slot));
      if (peer == null) {
        continue;
      }
      switch (peer.shaper.queued(batch, slot, now)) {
        case PASS -> {}
        case HOLD -> batch.drop(slot);
        case DROP -> {
          drops.count(DropReason.SHAPED);
          batch.drop(slot);
        }
      }
    }
    return batch;
  }

  /** Gives {@code peer} another shaper. */
  void attach(Peer peer, Shaper shaper, OwnTraffic own, Loop loop) {
    long now = sending.refresh();
    drops.count(DropReason.SHUTDOWN, peer.shaper.detach(now));
    if (peer.port != null) {
      wakeUps.remove(peer.port);
    }
    shapers -= peer.isShaped() ? 1 : 0;
    peer.shaper = shaper;
    shapers += peer.isShaped() ? 1 : 0;
    PeerShaperPort port = new PeerShaperPort(peer, own, sending, wakeUps, loop);
    peer.port = port;
    shaper.attach(port, now);
    own.flushStaged(peer);
    if (sending.usable(peer) != null) {
      shaper.room(now);
    }
    own.flush();
  }

  /** A batch goes to the transport. */
  void lent(PacketBatch batch, boolean @Nullable [] decoys) {
    if (shapers > 0) {
      departures.note(batch, decoys);
    }
  }

  /** The transport took the batch it had. */
  void taken() {
    if (departures.any()) {
      departures.report(sending.refresh());
    }
  }

  /** No shaper is woken any more. */
  void close() {
    wakeUps.close();
  }
}
