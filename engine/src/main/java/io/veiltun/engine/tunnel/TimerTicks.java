package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the timers of all peers of a tunnel, on the handshake thread.
 *
 * <p>The packet loops arm timers by writing a deadline and wake nobody. Every such deadline lies at
 * least {@link #LONGEST_SLEEP} ahead, so a look that often finds it before it expires, and the
 * sleep after that ends exactly when it does.
 */
final class TimerTicks {
  static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

  private final TunnelRuntime runtime;
  private final PeerTable peers;
  private final Handshaker handshaker;
  private final Handshaker.MessageSender sender;
  private volatile boolean stopped;

  TimerTicks(
      TunnelRuntime runtime,
      PeerTable peers,
      Handshaker handshaker,
      Handshaker.MessageSender sender) {
    this.runtime = runtime;
    this.peers = peers;
    this.handshaker = handshaker;
    this.sender = sender;
  }

  /** Starts looking. Handshake thread. */
  void start() {
    tick();
  }

  /** No timer of the tunnel expires any more. Any thread. */
  void stop() {
    stopped = true;
  }

  private void tick() {
    if (stopped) {
      return;
    }
    long now = runtime.clock().nanos();
    long next = now + LONGEST_SLEEP;
    try {
      for (Peer peer : peers.all()) {
        next = peer.timers.expire(now, next, new Actions(peer));
      }
    } finally {
      // Also when an action failed: no other timer would ever expire again. A handshake message
      // sent by an action above arms timers no earlier than the longest sleep from now.
      runtime.handshakeLoop().schedule(this::tick, Math.max(0, next - now));
    }
  }

  /** What follows when a timer of one peer expires (wireguard-protocol §11). */
  private final class Actions implements PeerTimers.Expiry {
    private final Peer peer;

    Actions(Peer peer) {
      this.peer = peer;
    }

    @Override
    public void retransmitHandshake() {
      forgetSource();
      handshaker.initiate(peer, true);
    }

    @Override
    public void giveUpHandshake() {
      peer.handshakes.gaveUp.increment();
      sender.purge(peer, DropReason.HANDSHAKE_GAVE_UP);
    }

    @Override
    public void sendKeepalive() {
      sender.sendKeepalive(peer);
    }

    @Override
    public void newHandshake() {
      forgetSource();
      handshaker.initiate(peer, false);
    }

    @Override
    public void zeroKeys() {
      handshaker.forget(peer);
      sender.purge(peer, DropReason.HANDSHAKE_GAVE_UP);
    }

    /** The route may have changed: let the kernel choose the local address again (§12). */
    private void forgetSource() {
      Endpoint endpoint = peer.endpoint;
      if (endpoint != null) {
        peer.endpoint = endpoint.withoutSource();
      }
    }
  }
}
