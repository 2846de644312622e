package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.Sealer;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.routing.AllowedIps;
import io.veiltun.engine.session.Keypair;
import io.veiltun.engine.shape.Shaper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The way out: packets of the device become datagrams for the transport, in this order: route,
 * shape, seal, and the tunnel's own datagrams merged in. Belongs to the send loop.
 */
final class Outbound {
  /** Asks the handshake thread for an initiation. */
  interface HandshakeRequests {
    void handshakeWanted(Peer peer);
  }

  /**
   * How often the send loop repeats itself while the handshake thread is bound by REKEY_TIMEOUT.
   */
  private static final long ASK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private static final MemorySegment ZEROS = Arena.global().allocate(65536, 64);

  private volatile int mtu;
  private final AllowedIps<Peer> allowedIps;
  private final PeerTable peers;
  private final NanoClock clock;
  private final DropCounters drops;
  private final Refusals refusals;
  private final HandshakeRequests handshakes;
  private final Injector injector;
  private boolean anyShaper;

  /** A session was there but no room: packets are staged that nothing else would send. */
  private boolean roomWanted;

  private long now;

  Outbound(
      TunnelOptions options,
      Arena arena,
      AllowedIps<Peer> allowedIps,
      PeerTable peers,
      NanoClock clock,
      DropCounters drops,
      Refusals refusals,
      HandshakeRequests handshakes) {
    this.mtu = options.mtu();
    this.allowedIps = allowedIps;
    this.peers = peers;
    this.clock = clock;
    this.drops = drops;
    this.refusals = refusals;
    this.handshakes = handshakes;
    int slotSize = (options.headroom() + options.mtu() + options.tailroom() + 63) & -64;
    injector = new Injector(arena, options.headroom(), slotSize, this::batchTaken);
  }

  int mtu() {
    return mtu;
  }

  void mtu(int bytes) {
    mtu = bytes;
  }

  /** The whole way out as one stream of sealed batches. */
  Flux<PacketBatch> pipeline(Flux<PacketBatch> packets) {
    return injector.merge(packets.map(this::route).map(this::shape).map(this::seal));
  }

  /** Finds each packet's peer by its destination (wireguard-protocol §10.1 steps 1 to 3). */
  private PacketBatch route(PacketBatch batch) {
    now = clock.nanos();
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
    if (peer == null) {
      refuse(batch, slot, DropReason.NO_ROUTE);
    } else if (peer.endpoint == null) {
      refuse(batch, slot, DropReason.NO_ENDPOINT);
    } else if (length > mtu) {
      refuse(batch, slot, DropReason.TOO_BIG);
    } else {
      batch.peer(slot, peer.number);
    }
  }

  /** Lets each peer's shaper see its packets before they are sealed. */
  private PacketBatch shape(PacketBatch batch) {
    if (!anyShaper) {
      return batch;
    }
    for (int slot = 0; slot < batch.size(); slot++) {
      Peer peer = batch.isDropped(slot) ? null : peers.get(batch.peer(slot));
      if (peer == null) {
        continue;
      }
      switch (peer.shaper.queued(batch, slot, now)) {
        case PASS -> {}
        case HOLD -> batch.drop(slot);
        case DROP -> drop(batch, slot, DropReason.SHAPED);
      }
    }
    return batch;
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
          dataSent(last);
        }
        last = peer;
      }
    }
    if (last != null) {
      dataSent(last);
    }
    return batch;
  }

  private boolean seal(PacketBatch batch, int slot, Peer peer) {
    MemorySegment memory = batch.memory();
    int offset = batch.offset(slot);
    int length = batch.length(slot);
    if (!peer.staged.isEmpty()) {
      flushStaged(peer);
    }
    Keypair keypair = peer.staged.isEmpty() ? usable(peer) : null;
    Endpoint endpoint = peer.endpoint;
    if (keypair == null || endpoint == null) {
      stage(peer, memory, offset, length);
      batch.drop(slot);
      return false;
    }
    int plaintext = peer.shaper.paddedLength(length, mtu);
    if (plaintext - length + Sealer.TAG > batch.tailroom(slot)
        || Messages.HEADER > batch.headroom(slot)) {
      drop(batch, slot, DropReason.TOO_BIG);
      return false;
    }
    int datagram = seal(keypair, memory, offset, length, plaintext);
    peer.sent.data(length, plaintext, datagram);
    peer.sealedSinceReport++;
    batch.bounds(slot, offset - Messages.HEADER, datagram);
    batch.endpoint(slot, endpoint);
    return true;
  }

  /**
   * Zero-pads to {@code plaintext} bytes, encrypts in place and prepends the header; the datagram's
   * length.
   */
  private static int seal(
      Keypair keypair, MemorySegment memory, int offset, int length, int plaintext) {
    if (plaintext > length) {
      MemorySegment.copy(ZEROS, 0, memory, offset + (long) length, plaintext - length);
    }
    long counter = keypair.nextCounter();
    Messages.writeTransportHeader(memory, offset - Messages.HEADER, keypair.remoteIndex(), counter);
    keypair.sealer().seal(memory, offset, plaintext, counter);
    return Messages.HEADER + plaintext + Sealer.TAG;
  }

  private @Nullable Keypair usable(Peer peer) {
    Keypair keypair = peer.keypairs.current();
    if (keypair == null || !keypair.maySend(now)) {
      return null;
    }
    return keypair;
  }

  private void stage(Peer peer, MemorySegment memory, int offset, int length) {
    drops.count(DropReason.STAGED_OVERFLOW, peer.staged.add(memory, offset, length));
    askForHandshake(peer);
  }

  private void askForHandshake(Peer peer) {
    if (!peer.anyHandshakeAsked || now - peer.handshakeAskedAt >= ASK_INTERVAL) {
      peer.anyHandshakeAsked = true;
      peer.handshakeAskedAt = now;
      handshakes.handshakeWanted(peer);
    }
  }

  /** Reports data to the timers and keeps the keys fresh (§11.4), once per batch and peer. */
  private void dataSent(Peer peer) {
    peer.timers.anyAuthenticatedPacketSent(now);
    peer.timers.dataSent(now);
    keepKeyFresh(peer);
  }

  private void keepKeyFresh(Peer peer) {
    Keypair keypair = peer.keypairs.current();
    if (keypair != null && keypair.needsRekeyAfterSend(now)) {
      askForHandshake(peer);
    }
  }

  /** Sends a handshake or cookie message. */
  void sendMessage(byte[] message, Endpoint endpoint) {
    if (!injector.hasRoom()) {
      drops.count(DropReason.QUEUE_FULL);
      return;
    }
    int offset = injector.nextOffset();
    MemorySegment.copy(
        message, 0, injector.memory(), ValueLayout.JAVA_BYTE, offset, message.length);
    injector.add(offset, message.length, endpoint);
    injector.flush();
  }

  /** Sends a keepalive, unless data waits anyway or there is no session yet (§10.5). */
  void sendKeepalive(Peer peer) {
    now = clock.nanos();
    flushStaged(peer);
    if (usable(peer) == null) {
      askForHandshake(peer);
    } else if (peer.staged.isEmpty()
        && sealOwn(peer, MemorySegment.NULL, 0, 0, Traffic.Kind.KEEPALIVE)) {
      peer.timers.anyAuthenticatedPacketSent(now);
      keepKeyFresh(peer);
    }
    injector.flush();
  }

  /**
   * A session came into use: sends what waited for it.
   *
   * @param confirm whether an empty message must go out if nothing waited, so that the responder
   *     may send
   */
  void sessionReady(Peer peer, boolean confirm) {
    now = clock.nanos();
    if (peer.staged.isEmpty() && confirm) {
      sendKeepalive(peer);
      return;
    }
    flushStaged(peer);
    injector.flush();
  }

  /**
   * Seals staged packets in order as long as there is a session and room; what is left stays
   * staged.
   */
  private void flushStaged(Peer peer) {
    StagedPackets staged = peer.staged;
    boolean any = false;
    while (!staged.isEmpty() && injector.hasRoom() && usable(peer) != null) {
      int length = staged.firstLength();
      int offset = injector.nextOffset();
      staged.moveFirst(injector.memory(), offset);
      sealAt(peer, offset, length, Traffic.Kind.DATA);
      any = true;
    }
    if (any) {
      dataSent(peer);
    }
    roomWanted |= !staged.isEmpty() && !injector.hasRoom();
  }

  /** Goes on where {@link #flushStaged} ran out of room; what it seals leaves next. */
  private void flushAllStaged() {
    roomWanted = false;
    now = clock.nanos();
    for (Peer peer : peers.all()) {
      if (!peer.staged.isEmpty()) {
        flushStaged(peer);
      }
    }
  }

  /** Forgets what waits for a session of {@code peer}. */
  void purge(Peer peer, DropReason reason) {
    drops.count(reason, peer.staged.clear());
  }

  /**
   * Seals and queues a plaintext that did not come from the device; false if that can't be done
   * now.
   */
  private boolean sealOwn(
      Peer peer, MemorySegment source, long from, int length, Traffic.Kind kind) {
    if (!injector.hasRoom() || usable(peer) == null || peer.endpoint == null) {
      drops.count(DropReason.QUEUE_FULL);
      return false;
    }
    int offset = injector.nextOffset();
    MemorySegment.copy(source, from, injector.memory(), offset, length);
    sealAt(peer, offset, length, kind);
    return true;
  }

  private void sealAt(Peer peer, int offset, int length, Traffic.Kind kind) {
    Keypair keypair = usable(peer);
    Endpoint endpoint = peer.endpoint;
    if (keypair == null || endpoint == null) {
      drops.count(DropReason.SHUTDOWN);
      return;
    }
    int plaintext = kind == Traffic.Kind.DATA ? peer.shaper.paddedLength(length, mtu) : length;
    int datagram = seal(keypair, injector.memory(), offset, length, plaintext);
    switch (kind) {
      case DATA -> peer.sent.data(length, plaintext, datagram);
      case DECOY -> peer.sent.decoy(plaintext, datagram);
      default -> peer.sent.keepalive(datagram);
    }
    if (kind != Traffic.Kind.KEEPALIVE) {
      peer.sealedSinceReport++;
    }
    injector.add(offset - Messages.HEADER, datagram, endpoint);
  }

  /** Gives {@code peer} another shaper. */
  void shaper(Peer peer, Shaper shaper, Loop loop) {
    peer.shaper.detach();
    peer.shaper = shaper;
    anyShaper = peers.all().stream().anyMatch(Peer::isShaped);
    shaper.attach(new PeerShaperPort(this, peer, clock, loop));
  }

  /** Seals and sends a packet that a shaper held, or a decoy it made. */
  void sendShaped(Peer peer, MemorySegment plaintext, Traffic.Kind kind) {
    now = clock.nanos();
    int length = (int) plaintext.byteSize();
    if (kind == Traffic.Kind.DATA && usable(peer) == null) {
      stage(peer, plaintext, 0, length);
    } else if (sealOwn(peer, plaintext, 0, length, kind)) {
      dataSent(peer);
    }
    injector.flush();
  }

  /** The transport took a batch: there may be room, and shapers learn how much was theirs. */
  private void batchTaken() {
    if (roomWanted && injector.hasRoom()) {
      flushAllStaged();
    }
    if (!anyShaper) {
      return;
    }
    for (Peer peer : peers.all()) {
      if (peer.sealedSinceReport > 0) {
        int sealed = peer.sealedSinceReport;
        peer.sealedSinceReport = 0;
        peer.shaper.sent(sealed, now);
      }
    }
  }

  private void refuse(PacketBatch batch, int slot, DropReason reason) {
    refusals.refuse(batch.memory(), batch.offset(slot), batch.length(slot), reason, mtu, now);
    drop(batch, slot, reason);
  }

  private void drop(PacketBatch batch, int slot, DropReason reason) {
    drops.count(reason);
    batch.drop(slot);
  }
}
