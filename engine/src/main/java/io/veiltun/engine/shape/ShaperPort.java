package io.veiltun.engine.shape;

import java.lang.foreign.MemorySegment;

/**
 * What a {@link Shaper} may do to the tunnel it is attached to. All methods only on the tunnel's
 * send loop.
 */
public interface ShaperPort {
  /**
   * Seals and sends a packet that was held before; it is counted as data and passes {@link
   * Shaper#queued} no more.
   */
  void release(MemorySegment packet);

  /** Seals and sends a plaintext that is no packet of the user; it is counted as a decoy. */
  void inject(MemorySegment plaintext);

  /** Runs {@code task} on the send loop when {@code atNanos} of the tunnel's clock is reached. */
  void schedule(long atNanos, Runnable task);

  /** The tunnel's MTU in bytes. */
  int mtu();
}
