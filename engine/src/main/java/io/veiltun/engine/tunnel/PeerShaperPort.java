package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.shape.ShaperPort;
import java.lang.foreign.MemorySegment;

/** One peer's way from its shaper back into the tunnel. Send loop. */
final class PeerShaperPort extends Sleeper implements ShaperPort {
  private final Peer peer;
  private final OwnTraffic own;
  private final Sending sending;
  private final WakeUps wakeUps;
  private final Loop loop;

  PeerShaperPort(Peer peer, OwnTraffic own, Sending sending, WakeUps wakeUps, Loop loop) {
    this.peer = peer;
    this.own = own;
    this.sending = sending;
    this.wakeUps = wakeUps;
    this.loop = loop;
  }

  @Override
  void wake(long now) {
    peer.shaper.wake(now);
  }

  @Override
  public Release release(MemorySegment memory, long offset, int length) {
    return own.release(peer, memory, offset, length);
  }

  @Override
  public int staged() {
    return peer.staged.size();
  }

  @Override
  public boolean releaseStaged() {
    return own.releaseStaged(peer);
  }

  @Override
  public boolean keep(MemorySegment memory, long offset, int length) {
    return own.keep(peer, memory, offset, length);
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
    return own.unsent(peer);
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
