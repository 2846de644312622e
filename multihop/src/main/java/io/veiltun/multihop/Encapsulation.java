package io.veiltun.multihop;

import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Makes IP packets of one hop's datagrams, in place: the headers go into the headroom of each slot.
 * Belongs to the send loop.
 */
final class Encapsulation {
  private final DatagramHeader header;
  private final Endpoint hop;
  private final DropCounters drops;

  Encapsulation(DatagramHeader header, Endpoint hop, DropCounters drops) {
    this.header = header;
    this.hop = hop;
    this.drops = drops;
  }

  /** Turns every datagram into a packet of at most {@code mtu} bytes, or drops it. */
  PacketBatch apply(PacketBatch batch, int mtu) {
    for (int slot = 0; slot < batch.size(); slot++) {
      if (batch.isDropped(slot)) {
        continue;
      }
      DropReason reason = wrap(batch, slot, mtu);
      if (reason != null) {
        drops.count(reason);
        batch.drop(slot);
      }
    }
    return batch;
  }

  private @Nullable DropReason wrap(PacketBatch batch, int slot, int mtu) {
    Endpoint to = batch.endpoint(slot);
    if (to == null) {
      return DropReason.NO_ENDPOINT;
    }
    if (!to.sameRemote(hop)) {
      return DropReason.NO_ROUTE;
    }
    int headers = header.length();
    int payload = batch.length(slot);
    if (payload > mtu - headers) {
      return DropReason.TOO_BIG;
    }
    if (batch.headroom(slot) < headers) {
      return DropReason.IO_ERROR;
    }
    int offset = batch.offset(slot) - headers;
    header.write(batch.memory(), offset, payload);
    batch.bounds(slot, offset, headers + payload);
    // Peer and endpoint were the inner tunnel's; the outer one gives the packet its own.
    batch.peer(slot, PacketBatch.NO_PEER);
    batch.endpoint(slot, null);
    return null;
  }
}
