package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropReason;

/**
 * Whether a tunnel acts of its own accord: joined to both ends, and not suspended. Handshake loop.
 */
final class Activity {
  private final Loop loop;
  private final PeerTable peers;
  private final Handshaker handshaker;
  private final Handshaker.MessageSender sender;
  private final TimerTicks ticks;
  private boolean connected;
  private boolean suspended;
  private boolean repeating;

  Activity(
      Loop loop,
      PeerTable peers,
      Handshaker handshaker,
      Handshaker.MessageSender sender,
      TimerTicks ticks) {
    this.loop = loop;
    this.peers = peers;
    this.handshaker = handshaker;
    this.sender = sender;
    this.ticks = ticks;
  }

  void connected() {
    connected = true;
    ticks.start();
    wakeAll();
  }

  /**
   * Falls silent as the kernel does when its interface goes down (wireguard-protocol §15): no timer
   * runs, sessions and handshakes are forgotten, packets that wait are dropped.
   */
  void suspend() {
    if (suspended) {
      return;
    }
    suspended = true;
    handshaker.suspended(true);
    ticks.pause();
    for (Peer peer : peers.all()) {
      peer.timers.stop();
      handshaker.forget(peer);
      sender.purge(peer, DropReason.SHUTDOWN);
    }
  }

  /** Goes on where it can without what was forgotten. */
  void resume() {
    if (!suspended) {
      return;
    }
    suspended = false;
    handshaker.suspended(false);
    // Also what a batch under way armed after the timers were stopped.
    peers.all().forEach(peer -> peer.timers.stop());
    ticks.go();
    wakeAll();
  }

  /**
   * Addresses or routes changed: initiations that got no answer are repeated, now and, since a
   * network seldom changes in one step, a second later, rather than within their five.
   */
  void networkChanged() {
    repeatAll();
    if (!repeating) {
      repeating = true;
      loop.schedule(
          () -> {
            repeating = false;
            repeatAll();
          },
          Handshaker.REPEATABLE_AFTER);
    }
  }

  private void repeatAll() {
    if (connected && !suspended) {
      peers.all().forEach(handshaker::repeat);
    }
  }

  void wakeAll() {
    peers.all().forEach(this::wake);
  }

  /** A persistent keepalive starts at once, not one interval later; what waits gets its session. */
  private void wake(Peer peer) {
    changed(peer, peer.timers.persistentKeepalive() > 0);
  }

  /** The peer came or was changed, perhaps so that what waits may leave. */
  void changed(Peer peer, boolean keepaliveBegins) {
    if (!connected || suspended) {
      return;
    }
    if (keepaliveBegins) {
      sender.sendKeepalive(peer);
    } else {
      sender.sendStaged(peer);
    }
  }
}
