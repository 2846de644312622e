package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.Sealer;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.routing.AllowedIps;
import io.veiltun.engine.session.Keypair;
import java.lang.foreign.MemorySegment;
import reactor.core.publisher.Flux;

/**
 * The way out: packets of the device become datagrams for the transport, in this order: route,
 * shape, seal, and the tunnel's own datagrams merged in. Belongs to the send loop.
 */
final class Outbound {
  private final AllowedIps<Peer> allowedIps;
  private final PeerTable peers;
  private final DropCounters drops;
  private final Refusals refusals;
  private final Sending sending;
  private final Shaping shaping;
  private final OwnTraffic own;

  Outbound(
      AllowedIps<Peer> allowedIps,
      PeerTable peers,
      DropCounters drops,
      Refusals refusals,
      Sending sending,
      Shaping shaping,
      OwnTraffic own) {
    this.allowedIps = allowedIps;
    this.peers = peers;
    this.drops = drops;
    this.refusals = refusals;
    this.sending = sending;
    this.shaping = shaping;
    this.own = own;
  }

  /** The whole way out as one stream of sealed batches. */
  Flux<PacketBatch> pipeline(Flux<PacketBatch> packets) {
    return own.merge(packets.map(this::route).map(shaping::shape).map(this::seal));
  }

  /** Finds each packet's peer by its destination (wireguard-protocol §10.1 steps 1 to 3). */
  private PacketBatch route(PacketBatch batch) {
    sending.refresh();
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        route(batch, slot);
      }
    }
    return batch;
  }

  private void route(PacketBatch batch, int slot) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int length = batch.length(slot);
    int declared = Ip.checkedLength(memory, offset, length);
    if (declared < 0) {
      drop(batch, slot, Ip.dropReason(declared));
      return;
    }
    Peer peer = allowedIps.lookupDestination(memory, offset);
    int mtu = peer == null ? sending.mtu() : peer.shaper.mtu(sending.mtu());
    if (peer == null) {
      refuse(batch, slot, DropReason.NO_ROUTE, mtu);
    } else if (peer.endpoint == null) {
      refuse(batch, slot, DropReason.NO_ENDPOINT, mtu);
    } else if (length > mtu) {
      refuse(batch, slot, DropReason.TOO_BIG, mtu);
    } else {
      batch.peer(slot, peer.number);
    }
  }

  /**
   * Seals each packet in place with its peer's current keypair, or stages it until there is one
   * (§10.2).
   */
  private PacketBatch seal(PacketBatch batch) {
    Peer last = null;
    for (int slot = 0; slot < batch.size(); slot++) {
      if (batch.isDropped(slot)) {
        continue;
      }
      Peer peer = peers.get(batch.peer(slot));
      if (peer == null) {
        drop(batch, slot, DropReason.SHUTDOWN);
      } else if (seal(batch, slot, peer)) {
        if (last != null && last != peer) {
          sending.dataSent(last);
        }
        last = peer;
      }
    }
    if (last != null) {
      sending.dataSent(last);
    }
    return batch;
  }

  private boolean seal(PacketBatch batch, int slot, Peer peer) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int length = batch.length(slot);
    if (!peer.staged.isEmpty()) {
      own.flushStaged(peer);
    }
    Keypair keypair = peer.staged.isEmpty() ? sending.usable(peer) : null;
    Endpoint endpoint = peer.endpoint;
    if (keypair == null || endpoint == null) {
      own.stage(peer, memory, offset, length);
      batch.drop(slot);
      return false;
    }
    if (RouteLoop.is(memory, offset, length, endpoint.port(), keypair.remoteIndex())) {
      drop(batch, slot, DropReason.ROUTE_LOOP);
      return false;
    }
    int plaintext = peer.shaper.paddedLength(length, sending.mtu());
    if (plaintext - length + Sealer.TAG > batch.tailroom(slot)
        || Messages.HEADER > batch.headroom(slot)) {
      drop(batch, slot, DropReason.TOO_BIG);
      return false;
    }
    int datagram = Sending.seal(keypair, memory, offset, length, plaintext);
    peer.sent.data(length, plaintext, datagram);
    batch.bounds(slot, offset - Messages.HEADER, datagram);
    batch.endpoint(slot, endpoint);
    return true;
  }

  private void refuse(PacketBatch batch, int slot, DropReason reason, int mtu) {
    refusals.refuse(
        batch.memory(), batch.offset(slot), batch.length(slot), reason, mtu, sending.now());
    drop(batch, slot, reason);
  }

  private void drop(PacketBatch batch, int slot, DropReason reason) {
    drops.count(reason);
    batch.drop(slot);
  }
}
