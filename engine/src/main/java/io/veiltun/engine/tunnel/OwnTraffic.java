package io.veiltun.engine.tunnel;

import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.session.Keypair;
import io.veiltun.engine.shape.ShaperPort.Injection;
import io.veiltun.engine.shape.ShaperPort.Release;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The datagrams that do not follow a read of the device: handshakes, keepalives, packets that
 * waited for a session, and what shapers release and inject. Belongs to the send loop.
 */
final class OwnTraffic {
  private final DropCounters drops;
  private final Refusals refusals;
  private final Sending sending;
  private final Shaping shaping;
  private final Injector injector;

  /** Who has packets that found no room, and that nothing else would send. */
  private final Queue<Peer> wantRoom = new ArrayDeque<>();

  OwnTraffic(
      TunnelOptions options,
      DropCounters drops,
      Refusals refusals,
      Sending sending,
      Shaping shaping) {
    this.drops = drops;
    this.refusals = refusals;
    this.sending = sending;
    this.shaping = shaping;
    injector = new Injector(options.headroom(), options.mtu(), options.tailroom(), new ToShaping());
  }

  /** The stream of sealed batches with this traffic merged in. */
  Flux<PacketBatch> merge(Flux<PacketBatch> sealed) {
    return injector.merge(sealed);
  }

  /** Passes on what is queued, as far as the transport takes it. */
  void flush() {
    injector.flush();
  }

  /** Packets of the user on their way to {@code peer} that the transport has not taken yet. */
  int unsent(Peer peer) {
    return peer.staged.size() + injector.pendingData(peer.number) + peer.unsent;
  }

  /** Sends handshake or cookie messages. */
  void sendMessages(List<Handshaker.Datagram> messages) {
    for (Handshaker.Datagram datagram : messages) {
      queue(datagram.message(), datagram.endpoint());
    }
    injector.flush();
  }

  private void queue(byte[] message, Endpoint endpoint) {
    if (!injector.hasRoom()) {
      drops.count(DropReason.QUEUE_FULL);
      return;
    }
    int offset = injector.nextOffset(message.length, sending.mtu());
    MemorySegment.copy(
        message, 0, injector.memory(), ValueLayout.JAVA_BYTE, offset, message.length);
    injector.add(offset, message.length, endpoint);
  }

  /** Sends a keepalive, unless data waits anyway or there is no session yet (§10.5). */
  void sendKeepalive(Peer peer) {
    sending.refresh();
    flushStaged(peer);
    Keypair keypair = sending.usable(peer);
    Endpoint endpoint = peer.endpoint;
    if (keypair == null) {
      sending.askForHandshakeNow(peer);
    } else if (endpoint != null && (peer.staged.isEmpty() || peer.shaper.holds())) {
      sealKeepalive(peer, keypair, endpoint);
    }
    injector.flush();
  }

  /** Something the peer lacked is there now: what waits leaves, or gets its handshake. */
  void sendStaged(Peer peer) {
    sending.refresh();
    peer.anyHandshakeAsked = false;
    if (peer.staged.isEmpty()) {
      return;
    }
    if (sending.usable(peer) == null) {
      sending.askForHandshakeNow(peer);
    } else {
      flushStaged(peer);
      injector.flush();
    }
  }

  private void sealKeepalive(Peer peer, Keypair keypair, Endpoint endpoint) {
    if (!injector.hasRoom()) {
      drops.count(DropReason.QUEUE_FULL);
      return;
    }
    int mtu = sending.mtu();
    int plaintext = peer.shaper.keepaliveLength(mtu);
    int offset = injector.nextOffset(plaintext, mtu);
    int datagram = Sending.seal(keypair, injector.memory(), offset, 0, plaintext);
    peer.sent.keepalive(datagram);
    injector.add(offset - Messages.HEADER, datagram, endpoint);
    sending.keepaliveSent(peer);
  }

  /**
   * A session came into use: sends what waited for it, after the shaper, which may have something
   * to say first.
   *
   * @param confirm whether an empty message must go out if nothing waited, so that the responder
   *     may send
   */
  void sessionReady(Peer peer, boolean confirm) {
    sending.refresh();
    if (confirm && (peer.staged.isEmpty() || peer.shaper.holds())) {
      sendKeepalive(peer);
    }
    peer.shaper.room(sending.now());
    flushStaged(peer);
    injector.flush();
  }

  /** Keeps a packet until its peer has a session, and sees that it gets one. */
  void stage(Peer peer, MemorySegment memory, int offset, int length) {
    drops.count(DropReason.STAGED_OVERFLOW, peer.staged.add(memory, offset, length));
    sending.askForHandshake(peer);
  }

  /**
   * Seals staged packets in order as long as there is a session and room; what is left stays
   * staged.
   */
  void flushStaged(Peer peer) {
    if (peer.staged.isEmpty() || peer.shaper.holds()) {
      return;
    }
    boolean any = false;
    while (!peer.staged.isEmpty() && sealFirstStaged(peer)) {
      any = true;
    }
    if (any) {
      sending.dataSent(peer);
    }
  }

  private boolean sealFirstStaged(Peer peer) {
    Keypair keypair = sendable(peer);
    if (keypair == null) {
      return false;
    }
    int length = peer.staged.firstLength();
    int mtu = sending.mtu();
    int plaintext = peer.shaper.paddedLength(length, mtu);
    int offset = injector.nextOffset(plaintext, mtu);
    peer.staged.moveFirst(injector.memory(), offset);
    sealData(peer, keypair, offset, length, plaintext);
    return true;
  }

  /** The keypair for an own datagram of {@code peer}; null if it can't be sent now. */
  private @Nullable Keypair sendable(Peer peer) {
    if (!injector.hasRoom()) {
      if (!peer.wantsRoom) {
        peer.wantsRoom = true;
        wantRoom.add(peer);
      }
      return null;
    }
    return peer.endpoint == null ? null : sending.usable(peer);
  }

  private void sealData(Peer peer, Keypair keypair, int offset, int length, int plaintext) {
    int mtu = peer.shaper.mtu(sending.mtu());
    if (length > mtu && peer.isShaped()) {
      // It waited while the one size became smaller.
      refusals.refuse(injector.memory(), offset, length, DropReason.TOO_BIG, mtu, sending.now());
      drops.count(DropReason.TOO_BIG);
      return;
    }
    int datagram = Sending.seal(keypair, injector.memory(), offset, length, plaintext);
    peer.sent.data(length, plaintext, datagram);
    add(peer, offset, datagram, false);
  }

  private void add(Peer peer, int offset, int datagram, boolean decoy) {
    Endpoint endpoint = peer.endpoint;
    if (endpoint == null) {
      drops.count(DropReason.NO_ENDPOINT);
      return;
    }
    injector.add(offset - Messages.HEADER, datagram, endpoint, peer.number, decoy);
  }

  /** Seals a packet that a shaper held, or an older one that waits for a session. */
  Release release(Peer peer, MemorySegment memory, long from, int length) {
    if (!peer.staged.isEmpty()) {
      return releaseStaged(peer) ? Release.OLDER_LEFT : Release.NOT_NOW;
    }
    Keypair keypair = sendable(peer);
    if (keypair == null) {
      if (sending.usable(peer) == null) {
        sending.askForHandshake(peer);
      }
      return Release.NOT_NOW;
    }
    int mtu = sending.mtu();
    int plaintext = peer.shaper.paddedLength(length, mtu);
    int offset = injector.nextOffset(plaintext, mtu);
    MemorySegment.copy(memory, from, injector.memory(), offset, length);
    sealData(peer, keypair, offset, length, plaintext);
    sending.dataSent(peer);
    return Release.DONE;
  }

  /** Seals the packet that has waited longest for a session, if it can be sent now. */
  boolean releaseStaged(Peer peer) {
    if (peer.staged.isEmpty() || !sealFirstStaged(peer)) {
      return false;
    }
    sending.dataSent(peer);
    return true;
  }

  /** Keeps a packet of a shaper that goes away; false if there is no place for it. */
  boolean keep(Peer peer, MemorySegment memory, long offset, int length) {
    if (peer.staged.size() == StagedPackets.MAX_STAGED_PACKETS) {
      return false;
    }
    peer.staged.add(memory, offset, length);
    return true;
  }

  /** Seals a decoy, unless that would keep data waiting. */
  Injection inject(Peer peer, MemorySegment plaintext, int length) {
    Keypair keypair = sending.usable(peer);
    if (keypair == null || peer.endpoint == null) {
      return Injection.NO_SESSION;
    }
    if (injector.isBusy() || !injector.hasRoom()) {
      return Injection.BUSY;
    }
    int offset = injector.nextOffset(length, sending.mtu());
    MemorySegment.copy(plaintext, 0, injector.memory(), offset, length);
    int datagram = Sending.seal(keypair, injector.memory(), offset, length, length);
    peer.sent.decoy(length, datagram);
    add(peer, offset, datagram, true);
    sending.dataSent(peer);
    return Injection.SENT;
  }

  /** Forgets what waits for a session of {@code peer}. */
  void purge(Peer peer, DropReason reason) {
    drops.count(reason, peer.staged.clear() + peer.shaper.discard());
  }

  /** Goes on where there was no room; what is sealed now leaves next. */
  private void roomAgain() {
    long now = sending.refresh();
    for (int i = wantRoom.size(); i > 0 && injector.hasRoom(); i--) {
      Peer peer = wantRoom.remove();
      peer.wantsRoom = false;
      flushStaged(peer);
      peer.shaper.room(now);
    }
  }

  /** What the injector tells of batches that leave. */
  private final class ToShaping implements Injector.Listener {
    @Override
    public void lent(PacketBatch batch, boolean @Nullable [] decoys) {
      shaping.lent(batch, decoys);
    }

    @Override
    public void taken() {
      shaping.taken();
      if (!wantRoom.isEmpty()) {
        roomAgain();
      }
    }
  }
}
