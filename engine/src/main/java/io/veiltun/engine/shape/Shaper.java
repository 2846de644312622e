package io.veiltun.engine.shape;

import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;

/**
 * Decides what an observer sees of one peer's traffic: sees every packet queued, sent and opened;
 * may pad, hold, release and inject. The engine's default is {@link #NONE}; the module daita runs
 * Maybenot machines here.
 *
 * <p>All methods but {@link #opened} run on the tunnel's send loop, {@code opened} on its receive
 * loop. None may block.
 */
public interface Shaper {
  /** What becomes of a packet that was queued. */
  enum Verdict {
    /** Goes on to be sealed and sent now. */
    PASS,
    /** The shaper copied it and will bring it back by {@link ShaperPort#release}. */
    HOLD,
    /** Discarded; counted as {@code SHAPED}. */
    DROP
  }

  /** Called once before any other method, on the send loop, with the way to act on the tunnel. */
  void attach(ShaperPort port);

  /**
   * The length a plaintext has on the wire, in bytes; the tunnel appends zeros up to it.
   *
   * @param length the IP packet's length
   * @param mtu the tunnel's MTU, the most it may return
   * @return at least {@code length}
   */
  int paddedLength(int length, int mtu);

  /** A packet of the user was routed to this peer and is about to be sealed. */
  Verdict queued(PacketBatch batch, int slot, long nowNanos);

  /** The transport took {@code packets} data-bearing datagrams to this peer. */
  void sent(int packets, long nowNanos);

  /**
   * A datagram of this peer was authenticated and passed the replay check.
   *
   * @return true if the plaintext was the shaper's own (a decoy) and ends here
   */
  boolean opened(MemorySegment memory, int offset, int length, long nowNanos);

  /**
   * The peer went away or got another shaper: drops what is held and cancels timers. On the send
   * loop.
   */
  void detach();

  /**
   * Pads to a multiple of 16 as WireGuard does (wireguard-protocol §10.3) and leaves everything
   * else alone.
   */
  Shaper NONE = new PlainShaper();
}
