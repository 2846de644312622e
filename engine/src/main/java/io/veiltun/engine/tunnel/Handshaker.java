package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.HandshakeRateLimiter;
import io.veiltun.engine.noise.LoadMonitor;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacChecker;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.noise.ReceivedInitiation;
import io.veiltun.engine.noise.SessionKeys;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.session.IndexTable;
import io.veiltun.engine.session.Keypair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes and answers handshakes of one tunnel and turns completed ones into sessions. Everything
 * here belongs to the handshake thread.
 */
final class Handshaker implements HandshakeQueue.Receiver {
  /** The most sources under watch at once (the kernel: 8192 on machines with 1 GiB or more). */
  private static final int RATE_LIMITED_SOURCES = 8192;

  /** How old an initiation is before a change of the network is a reason to repeat it. */
  static final long REPEATABLE_AFTER = TimeUnit.SECONDS.toNanos(1);

  private final TunnelRuntime runtime;
  private final LocalIdentity local;
  private final PeerTable peers;
  private final IndexTable<IndexEntry> indices;
  private final DropCounters drops;
  private final MessageSender sender;
  private final MacChecker macChecker;
  private final LoadMonitor load = new LoadMonitor();
  private final HandshakeRateLimiter limiter = new HandshakeRateLimiter(RATE_LIMITED_SOURCES);
  private final HandshakeQueue queue;

  /** Cookie replies of the burst under way, sent together. */
  private List<Datagram> replies = new ArrayList<>();

  /** Nothing is sent, nothing received counts. */
  private boolean suspended;

  /** A message and where it goes. */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  record Datagram(byte[] message, Endpoint endpoint) {}

  /** The send loop's side: every call is passed on to it. */
  interface MessageSender {
    void send(List<Datagram> messages);

    void sessionReady(Peer peer, boolean confirm);

    void sendKeepalive(Peer peer);

    void sendStaged(Peer peer);

    void purge(Peer peer, DropReason reason);
  }

  Handshaker(
      TunnelRuntime runtime,
      LocalIdentity local,
      PeerTable peers,
      IndexTable<IndexEntry> indices,
      DropCounters drops,
      MessageSender sender) {
    this.runtime = runtime;
    this.local = local;
    this.peers = peers;
    this.indices = indices;
    this.drops = drops;
    this.sender = sender;
    macChecker = new MacChecker(local, runtime.random());
    queue = new HandshakeQueue(runtime.handshakeLoop(), runtime.clock(), this);
  }

  /** Where received messages of type 1, 2 and 3 wait for their turn. */
  HandshakeQueue queue() {
    return queue;
  }

  @Override
  public boolean receive(byte[] message, Endpoint source, int waiting) {
    DropReason failure = consume(message, source, waiting);
    if (failure != null) {
      drops.count(failure);
    }
    return failure == null;
  }

  @Override
  public void endOfBurst() {
    if (!replies.isEmpty()) {
      sender.send(replies);
      replies = new ArrayList<>();
    }
  }

  private @Nullable DropReason consume(byte[] message, Endpoint source, int waiting) {
    if (suspended || !local.present()) {
      return DropReason.NOT_READY;
    }
    long now = runtime.clock().nanos();
    int type = Messages.type(message);
    if (type == Messages.COOKIE_REPLY) {
      return receiveCookie(message, now);
    }
    if (!macChecker.hasValidMac1(message)) {
      return DropReason.BAD_MAC;
    }
    if (load.underLoad(waiting, HandshakeQueue.CAPACITY, now)) {
      DropReason refusal = admit(message, source, now);
      if (refusal != null) {
        return refusal;
      }
    }
    return type == Messages.INITIATION
        ? receiveInitiation(message, source, now)
        : receiveResponse(message, source, now);
  }

  /**
   * Under load (§6.4): only who proved to receive at its address is answered, at a bounded rate.
   */
  private @Nullable DropReason admit(byte[] message, Endpoint source, long now) {
    if (!macChecker.hasValidMac2(message, source, now)) {
      replies.add(new Datagram(macChecker.cookieReply(message, source, now), source));
      return DropReason.COOKIE_SENT;
    }
    return limiter.allow(source, now) ? null : DropReason.RATE_LIMITED;
  }

  private @Nullable DropReason receiveInitiation(byte[] message, Endpoint source, long now) {
    ReceivedInitiation initiation = ReceivedInitiation.open(local, message);
    Peer peer = initiation == null ? null : peers.get(initiation.initiator());
    if (initiation == null) {
      return DropReason.BAD_HANDSHAKE;
    }
    if (peer == null) {
      initiation.close();
      return DropReason.BAD_HANDSHAKE;
    }
    switch (peer.handshake.consumeInitiation(initiation, now)) {
      case ACCEPTED -> {}
      case STALE -> {
        peer.handshakes.countRejected();
        return DropReason.STALE_INITIATION;
      }
      case BAD_TAG -> {
        peer.handshakes.countRejected();
        return DropReason.BAD_HANDSHAKE;
      }
    }
    peer.endpoint = source;
    peer.controlReceived.handshake(message.length);
    respond(peer, source, now);
    peer.timers.anyAuthenticatedPacketReceived(now);
    return null;
  }

  private void respond(Peer peer, Endpoint endpoint, long now) {
    handshakeSent(peer, now);
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    int index = indices.reserve(IndexEntry.handshake(peer));
    SessionKeys keys = peer.handshake.createResponse(response, index, ephemeralKey());
    if (keys == null) {
      indices.remove(index);
      return;
    }
    peer.macs.stamp(response, now);
    Keypair keypair = install(peer, keys, now);
    peer.keypairs.derivedAsResponder(keypair);
    peer.timers.anyAuthenticatedPacketSent(now);
    send(peer, response, endpoint);
  }

  private @Nullable DropReason receiveResponse(byte[] message, Endpoint source, long now) {
    IndexEntry entry = indices.get(Messages.receiver(message));
    if (entry == null || entry.keypair != null) {
      return DropReason.UNKNOWN_INDEX;
    }
    Peer peer = entry.peer;
    SessionKeys keys = peer.handshake.consumeResponse(message);
    if (keys == null) {
      peer.handshakes.countRejected();
      return DropReason.BAD_HANDSHAKE;
    }
    peer.endpoint = source;
    peer.controlReceived.handshake(message.length);
    peer.handshakeRttNanos = now - peer.initiationSentAt;
    Keypair keypair = install(peer, keys, now);
    peer.keypairs.derivedAsInitiator(keypair, yields(peer));
    complete(peer);
    sender.sessionReady(peer, true);
    peer.timers.anyAuthenticatedPacketReceived(now);
    return null;
  }

  /**
   * When two initiations crossed, both ends have both sessions. They settle on that of the end with
   * the greater public key, or both would rekey, and cross again, every two minutes.
   */
  private boolean yields(Peer peer) {
    return Arrays.compareUnsigned(local.publicKey().bytes(), peer.publicKey().bytes()) < 0
        && peer.keypairs.unconfirmedSince(peer.initiationSentAt);
  }

  private @Nullable DropReason receiveCookie(byte[] message, long now) {
    IndexEntry entry = indices.get(Messages.receiver(message));
    if (entry == null) {
      return DropReason.UNKNOWN_INDEX;
    }
    if (!entry.peer.macs.consumeCookieReply(message, now)) {
      return DropReason.BAD_HANDSHAKE;
    }
    entry.peer.controlReceived.cookie(message.length);
    return null;
  }

  /**
   * Turns the handshake's index into the session's, without a moment in which it does not resolve.
   */
  private Keypair install(Peer peer, SessionKeys keys, long now) {
    Keypair keypair = new Keypair(keys, runtime.aead(), now);
    indices.replace(keypair.localIndex(), IndexEntry.session(peer, keypair));
    peer.timers.sessionDerived(now);
    return keypair;
  }

  /** Data arrived on a session that we answered for. */
  void confirm(IndexEntry session) {
    Peer peer = session.peer;
    Keypair keypair = session.keypair;
    if (keypair != null && peer.keypairs.confirm(keypair)) {
      forgetInitiation(peer);
      complete(peer);
      sender.sessionReady(peer, false);
    }
  }

  private void complete(Peer peer) {
    peer.timers.handshakeComplete();
    peer.handshakes.countCompleted();
    peer.lastHandshakeMillis = runtime.wall().millis();
    peer.becomeEstablished();
  }

  /**
   * Sends an initiation unless one or a response went out less than REKEY_TIMEOUT ago (§10.4).
   *
   * @param retry whether this repeats an unanswered one; a fresh cause starts counting attempts
   *     anew
   */
  void initiate(Peer peer, boolean retry) {
    if (!retry) {
      peer.timers.resetAttempts();
    }
    long now = runtime.clock().nanos();
    Endpoint endpoint = peer.endpoint;
    if (endpoint == null || suspended || peer.removed || !peer.remote.usable()) {
      return;
    }
    if (peer.anyHandshakeSent && now - peer.lastHandshakeSent < PeerTimers.REKEY_TIMEOUT) {
      if (!hasSession(peer, now)) {
        peer.timers.handshakePostponed(peer.lastHandshakeSent);
      }
      return;
    }
    forgetInitiation(peer);
    byte[] initiation = new byte[Messages.INITIATION_SIZE];
    int index = indices.reserve(IndexEntry.handshake(peer));
    byte[] timestamp = peer.timestamps.next(runtime.wall().instant());
    if (!peer.handshake.createInitiation(initiation, index, ephemeralKey(), timestamp)) {
      indices.remove(index);
      return;
    }
    if (retry) {
      peer.handshakes.countRetried();
    }
    handshakeSent(peer, now);
    peer.initiationSentAt = now;
    peer.macs.stamp(initiation, now);
    peer.timers.anyAuthenticatedPacketSent(now);
    send(peer, initiation, endpoint);
    peer.timers.handshakeInitiated(now);
  }

  /** Sends an initiation that waits for its answer once more, now, unless it is fresh. */
  void repeat(Peer peer) {
    if (peer.timers.awaitsHandshake()
        && runtime.clock().nanos() - peer.lastHandshakeSent >= REPEATABLE_AFTER) {
      peer.anyHandshakeSent = false;
      peer.forgetSource();
      initiate(peer, true);
    }
  }

  private static boolean hasSession(Peer peer, long now) {
    Keypair current = peer.keypairs.current();
    return current != null && current.mayReceive(now);
  }

  private void send(Peer peer, byte[] message, Endpoint endpoint) {
    peer.controlSent.handshake(message.length);
    sender.send(List.of(new Datagram(message, endpoint)));
  }

  private static void handshakeSent(Peer peer, long now) {
    peer.anyHandshakeSent = true;
    peer.lastHandshakeSent = now;
  }

  /** Forgets the handshake under way and every session of {@code peer}. */
  void forget(Peer peer) {
    abandon(peer);
    peer.keypairs.clear();
  }

  /** Forgets the handshake under way with {@code peer}; the next one may begin at once. */
  void abandon(Peer peer) {
    forgetInitiation(peer);
    peer.handshake.clear();
    peer.anyHandshakeSent = false;
  }

  /** While suspended, what is received is dropped and no initiation is sent. */
  void suspended(boolean silent) {
    suspended = silent;
  }

  /** Ends the cookies handed out, as when our identity changed. */
  void forgetCookies() {
    macChecker.forgetSecret();
  }

  private void forgetInitiation(Peer peer) {
    if (peer.handshake.state() == Handshake.State.INITIATION_CREATED) {
      indices.remove(peer.handshake.localIndex());
      peer.handshake.forgetInitiation();
    }
  }

  private SecretKey ephemeralKey() {
    return X25519.newPrivateKey(runtime.random());
  }
}
