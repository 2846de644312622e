package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.shape.ShaperPort;
import java.lang.foreign.MemorySegment;

/** One peer's way from its shaper back into the tunnel. Send loop. */
record PeerShaperPort(Outbound outbound, Peer peer, NanoClock clock, Loop loop)
    implements ShaperPort {
  @Override
  public void release(MemorySegment packet) {
    outbound.sendShaped(peer, packet, Traffic.Kind.DATA);
  }

  @Override
  public void inject(MemorySegment plaintext) {
    outbound.sendShaped(peer, plaintext, Traffic.Kind.DECOY);
  }

  @Override
  public int mtu() {
    return outbound.mtu();
  }

  @Override
  public void schedule(long atNanos, Runnable task) {
    loop.schedule(task, Math.max(0, atNanos - clock.nanos()));
  }
}
