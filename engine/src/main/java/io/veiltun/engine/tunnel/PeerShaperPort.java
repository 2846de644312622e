package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.shape.ShaperPort;
import java.lang.foreign.MemorySegment;

/** One peer's way from its shaper back into the tunnel. Send loop. */
final class PeerShaperPort implements ShaperPort {
  private final Peer peer;
  private final OwnTraffic own;
  private final Sending sending;
  private final WakeUps wakeUps;
  private final Loop loop;

  /** Where {@link WakeUps} keeps this port; -1 for nowhere. */
  int heapIndex = -1;

  /** When the shaper is to be woken; only valid while {@link #heapIndex} is not -1. */
  long wakeAt;

  PeerShaperPort(Peer peer, OwnTraffic own, Sending sending, WakeUps wakeUps, Loop loop) {
    this.peer = peer;
    this.own = own;
    this.sending = sending;
    this.wakeUps = wakeUps;
    this.loop = loop;
  }

  void wake(long now) {
    peer.shaper.wake(now);
  }

  @Override
  public Release release(MemorySegment memory, long offset, int length) {
    return own.release(peer, memory, offset, length);
  }

  @Override
  public Injection inject(MemorySegment plaintext, int length) {
    return own.inject(peer, plaintext, length);
  }

  @Override
  public void flush() {
    own.flush();
  }

  @Override
  public void resume() {
    own.flushStaged(peer);
  }

  @Override
  public int unsent() {
    return peer.staged.size() + own.pending() + peer.unsent;
  }

  @Override
  public void wakeAt(long atNanos) {
    wakeUps.set(this, atNanos);
  }

  @Override
  public void noWake() {
    wakeUps.remove(this);
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public long nanos() {
    return sending.refresh();
  }

  @Override
  public int mtu() {
    return sending.mtu();
  }
}
