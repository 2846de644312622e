package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.DropReason;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the timers that run, on the handshake thread. A look costs what changed and what is
 * due, however many peers the tunnel has.
 *
 * <p>The packet loops arm timers by writing a deadline and wake nobody. Every such deadline lies at
 * least {@link #LONGEST_SLEEP} ahead, so a look that often finds it before it expires, and the
 * sleep after that ends exactly when it does.
 */
final class TimerTicks {
  static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

  private final TunnelRuntime runtime;
  private final ArmedTimers armed;
  private final Handshaker handshaker;
  private final Handshaker.MessageSender sender;
  private volatile boolean stopped;
  private boolean paused;

  TimerTicks(
      TunnelRuntime runtime,
      ArmedTimers armed,
      Handshaker handshaker,
      Handshaker.MessageSender sender) {
    this.runtime = runtime;
    this.armed = armed;
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

  /** No timer expires until {@link #go}. Handshake thread. */
  void pause() {
    paused = true;
  }

  /** Timers expire again. Handshake thread. */
  void go() {
    paused = false;
  }

  private void tick() {
    if (stopped) {
      return;
    }
    long now = runtime.clock().nanos();
    try {
      if (!paused) {
        expire(now);
      }
    } finally {
      // Also when an action failed: no other timer would ever expire again. A handshake message
      // sent by an action arms timers no earlier than the longest sleep from now.
      long next = paused ? now + LONGEST_SLEEP : armed.next(now + LONGEST_SLEEP);
      runtime.handshakeLoop().schedule(this::tick, Math.max(0, next - now));
    }
  }

  private void expire(long now) {
    armed.sort();
    PeerTimers due = armed.takeDue(now);
    while (due != null) {
      if (!due.peer.removed) {
        try {
          due.expire(now, new Actions(due.peer));
        } finally {
          armed.put(due);
        }
      }
      due = armed.takeDue(now);
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
      // The route may have changed.
      peer.forgetSource();
      handshaker.initiate(peer, true);
    }

    @Override
    public void giveUpHandshake() {
      peer.handshakes.countGaveUp();
      sender.purge(peer, DropReason.HANDSHAKE_GAVE_UP);
    }

    @Override
    public void sendKeepalive() {
      sender.sendKeepalive(peer);
    }

    @Override
    public void newHandshake() {
      // The route may have changed.
      peer.forgetSource();
      handshaker.initiate(peer, false);
    }

    @Override
    public void zeroKeys() {
      handshaker.forget(peer);
      sender.purge(peer, DropReason.HANDSHAKE_GAVE_UP);
    }
  }
}
