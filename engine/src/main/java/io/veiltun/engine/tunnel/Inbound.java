package io.veiltun.engine.tunnel;

import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.routing.AllowedIps;
import io.veiltun.engine.session.IndexTable;
import io.veiltun.engine.session.Keypair;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The way in: datagrams of the transport become packets for the device, in this order: open, shape,
 * check. Handshake messages leave the stream for the handshake thread. Belongs to the receive loop.
 */
final class Inbound {
  /** What the receive loop hands to the handshake thread. */
  interface HandshakeEvents {
    /** Whether another message of a handshake may be handed over. */
    boolean hasRoom();

    /** A message of type 1, 2 or 3 with the right length; {@code message} is a copy. */
    void messageReceived(byte[] message, Endpoint source);

    /** The first data on a session that we answered for: the initiator has the keys. */
    void sessionConfirmed(IndexEntry session);

    /** The session, which we initiated, is in its last minute. */
    void sessionExpiring(Peer peer);
  }

  private final IndexTable<IndexEntry> indices;
  private final AllowedIps<Peer> allowedIps;
  private final PeerTable peers;
  private final NanoClock clock;
  private final DropCounters drops;
  private final HandshakeEvents events;

  /** Sessions whose first data is in this batch. */
  private final Queue<IndexEntry> confirmed = new ArrayDeque<>();

  private long now;

  Inbound(
      IndexTable<IndexEntry> indices,
      AllowedIps<Peer> allowedIps,
      PeerTable peers,
      NanoClock clock,
      DropCounters drops,
      HandshakeEvents events) {
    this.indices = indices;
    this.allowedIps = allowedIps;
    this.peers = peers;
    this.clock = clock;
    this.drops = drops;
    this.events = events;
  }

  /** The whole way in as one stream of batches of packets. */
  Flux<PacketBatch> pipeline(Flux<PacketBatch> datagrams) {
    return datagrams.map(this::open).map(this::check);
  }

  /**
   * Authenticates each datagram and decrypts it in place (wireguard-protocol §7.1 steps 1 to 9).
   */
  private PacketBatch open(PacketBatch batch) {
    now = clock.nanos();
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        open(batch, slot);
      }
    }
    return batch;
  }

  private void open(PacketBatch batch, int slot) {
    int length = batch.length(slot);
    if (length < Messages.OVERHEAD) {
      drop(batch, slot, DropReason.BAD_LENGTH);
      return;
    }
    int type = Messages.type(batch.memory(), batch.offset(slot));
    if (type == Messages.TRANSPORT) {
      openTransport(batch, slot);
    } else {
      handshakeMessage(batch, slot, type);
    }
  }

  private void openTransport(PacketBatch batch, int slot) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int length = batch.length(slot) - Messages.OVERHEAD;
    IndexEntry entry = indices.get(Messages.receiver(memory, offset));
    Keypair keypair = entry == null ? null : entry.keypair;
    if (entry == null || keypair == null) {
      drop(batch, slot, DropReason.UNKNOWN_INDEX);
      return;
    }
    if (!keypair.mayReceive(now)) {
      drop(batch, slot, DropReason.EXPIRED_SESSION);
      return;
    }
    long counter = Messages.counter(memory, offset);
    if (!keypair.opener().open(memory, offset + Messages.HEADER, length, counter)) {
      drop(batch, slot, DropReason.BAD_TAG);
      return;
    }
    if (!keypair.replay().accept(counter)) {
      drop(batch, slot, DropReason.REPLAY);
      return;
    }
    authentic(entry, keypair, batch.endpoint(slot));
    batch.bounds(slot, offset + Messages.HEADER, length);
    batch.peer(slot, entry.peer.number);
    if (isKeepalive(entry.peer, memory, offset + Messages.HEADER, length)) {
      entry.peer.received.keepalive(length + Messages.OVERHEAD);
      entry.peer.shaper.keepalive(length);
      batch.drop(slot);
    } else {
      entry.peer.timers.dataReceived(now);
    }
  }

  /** Empty, or from a shaped peer zeros up to the size of all its messages. */
  private static boolean isKeepalive(Peer peer, MemorySegment memory, int offset, int length) {
    return length == 0 || (memory.get(ValueLayout.JAVA_BYTE, offset) == 0 && peer.isShaped());
  }

  /**
   * What an authentic message of any content means for the peer: it lives, and it is where it sent
   * from.
   */
  @SuppressWarnings("ReferenceEquality") // keypairs are identities
  private void authentic(IndexEntry entry, Keypair keypair, @Nullable Endpoint source) {
    Peer peer = entry.peer;
    if (source != null) {
      roam(peer, source);
    }
    if (!entry.confirmed) {
      entry.confirmed = true;
      confirmed.add(entry);
    }
    if (!entry.lastMinute
        && keypair.needsRekeyAfterReceive(now)
        && keypair == peer.keypairs.current()) {
      entry.lastMinute = true;
      events.sessionExpiring(peer);
    }
    peer.timers.anyAuthenticatedPacketReceived(now);
  }

  /**
   * The endpoint follows every authentic message (§12); transports hand out one object per source.
   */
  @SuppressWarnings("ReferenceEquality")
  private static void roam(Peer peer, Endpoint source) {
    Endpoint known = peer.endpoint;
    if (known != source && !source.equals(known)) {
      peer.endpoint = source;
    }
  }

  private void handshakeMessage(PacketBatch batch, int slot, int type) {
    int length = batch.length(slot);
    Endpoint source = batch.endpoint(slot);
    if (type < Messages.INITIATION || type > Messages.COOKIE_REPLY || source == null) {
      drop(batch, slot, DropReason.UNKNOWN_MESSAGE);
    } else if (!Messages.lengthFits(type, length)) {
      drop(batch, slot, DropReason.BAD_LENGTH);
    } else if (!events.hasRoom()) {
      drop(batch, slot, DropReason.HANDSHAKE_QUEUE_FULL);
    } else {
      byte[] message = new byte[length];
      MemorySegment.copy(
          batch.memory(), ValueLayout.JAVA_BYTE, batch.offset(slot), message, 0, length);
      events.messageReceived(message, source);
      batch.drop(slot);
    }
  }

  /**
   * Ends decoys, trims padding, and lets a packet pass only from the peer its source belongs to
   * (steps 10, 11). A session is used only when the shaper knows what came with its first data.
   */
  private PacketBatch check(PacketBatch batch) {
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        check(batch, slot);
      }
    }
    while (!confirmed.isEmpty()) {
      events.sessionConfirmed(confirmed.remove());
    }
    return batch;
  }

  private void check(PacketBatch batch, int slot) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int plaintext = batch.length(slot);
    Peer peer = peers.get(batch.peer(slot));
    if (peer == null) {
      drop(batch, slot, DropReason.SHUTDOWN);
      return;
    }
    switch (peer.shaper.opened(memory, offset, plaintext, now)) {
      case PACKET -> deliver(batch, slot, peer, plaintext);
      case DECOY -> {
        peer.received.decoy(plaintext, plaintext + Messages.OVERHEAD);
        batch.drop(slot);
      }
      case MALFORMED -> drop(batch, slot, DropReason.MALFORMED_DECOY);
    }
  }

  private void deliver(PacketBatch batch, int slot, Peer peer, int plaintext) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int length = Ip.checkedLength(memory, offset, plaintext);
    if (length < 0) {
      drop(batch, slot, Ip.dropReason(length));
      return;
    }
    peer.received.data(length, plaintext, plaintext + Messages.OVERHEAD);
    if (allowedIps.lookupSource(memory, offset) != peer) {
      drop(batch, slot, DropReason.SPOOFED_SOURCE);
      return;
    }
    batch.bounds(slot, offset, length);
  }

  private void drop(PacketBatch batch, int slot, DropReason reason) {
    drops.count(reason);
    batch.drop(slot);
  }
}
