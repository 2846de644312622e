package io.veiltun.engine.shape;

import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;

/** WireGuard's own traffic shape: sizes rounded up to 16, nothing held, nothing injected. */
final class PlainShaper implements Shaper {
  private static final int UNIT = 16;

  @Override
  public void attach(ShaperPort port, long nowNanos) {}

  @Override
  public int mtu(int mtu) {
    return mtu;
  }

  @Override
  public int paddedLength(int length, int mtu) {
    if (mtu == 0) {
      return aligned(length);
    }
    // A packet above the MTU waited while the MTU shrank: the kernel pads its last unit (§10.3).
    int last = length > mtu ? length % mtu : length;
    return length - last + Math.min(aligned(last), mtu);
  }

  private static int aligned(int length) {
    return (length + UNIT - 1) & -UNIT;
  }

  @Override
  public int keepaliveLength(int mtu) {
    return 0;
  }

  @Override
  public Verdict queued(PacketBatch batch, int slot, long nowNanos) {
    return Verdict.PASS;
  }

  @Override
  public boolean holds() {
    return false;
  }

  @Override
  public void sent(int packets, long nowNanos) {}

  @Override
  public void wake(long nowNanos) {}

  @Override
  public void room(long nowNanos) {}

  @Override
  public int discard() {
    return 0;
  }

  @Override
  public Arrival opened(MemorySegment memory, int offset, int length, long nowNanos) {
    return Arrival.PACKET;
  }

  @Override
  public void keepalive(int length) {}

  @Override
  public int detach(long nowNanos) {
    return 0;
  }
}
