package io.veiltun.engine.shape;

import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;

/**
 * Decides what an observer sees of one peer's traffic: sees every packet queued, sent and opened;
 * may pad, hold, release and inject. The engine's default is {@link #NONE}; the module daita runs
 * Maybenot machines here.
 *
 * <p>All methods run on the tunnel's send loop, but {@link #opened} and {@link #keepalive} on its
 * receive loop. None may block.
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

  /** What a plaintext turned out to be. */
  enum Arrival {
    /** None of the shaper's business: the tunnel checks and delivers it. */
    PACKET,
    /** The other end's shaper made it up; it ends here. */
    DECOY,
    /** A decoy that contradicts itself; it ends here, counted as {@code MALFORMED_DECOY}. */
    MALFORMED
  }

  /** Called once before any other method, with the way to act on the tunnel. */
  void attach(ShaperPort port, long nowNanos);

  /**
   * The largest packet of the user that may go to this peer, in bytes; the senders of larger ones
   * are told by ICMP.
   *
   * @param mtu the tunnel's MTU, the most it may return
   */
  int mtu(int mtu);

  /**
   * The length a plaintext has on the wire, in bytes; the tunnel appends zeros up to it.
   *
   * @param length the IP packet's length
   * @param mtu the tunnel's MTU, the most it may return
   * @return at least {@code length}
   */
  int paddedLength(int length, int mtu);

  /**
   * The length of a keepalive's plaintext in bytes: 0 for WireGuard's own, else the tunnel fills it
   * with zeros, which no IP packet starts with.
   *
   * @param mtu the tunnel's MTU, the most it may return
   */
  int keepaliveLength(int mtu);

  /** A packet of the user was routed to this peer and is about to be sealed. */
  Verdict queued(PacketBatch batch, int slot, long nowNanos);

  /**
   * Whether packets that wait for a session must go on waiting when there is one, since none may
   * leave now but by {@link ShaperPort#release}.
   */
  boolean holds();

  /** The transport took {@code packets} datagrams with data or decoys to this peer. */
  void sent(int packets, long nowNanos);

  /** The time given to {@link ShaperPort#wakeAt} has come. */
  void wake(long nowNanos);

  /** There is a session and room again: {@link ShaperPort#release} may be worth a try. */
  void room(long nowNanos);

  /** Forgets the packets it holds, since no session came about; returns how many they were. */
  int discard();

  /** A datagram of this peer was authenticated and passed the replay check. */
  Arrival opened(MemorySegment memory, int offset, int length, long nowNanos);

  /** A keepalive of this peer was authentic; {@code length} is its plaintext's. Receive loop. */
  void keepalive(int length);

  /**
   * The peer went away or got another shaper: releases what is held while there is a way to send
   * it, and forgets all else.
   *
   * @return how many packets of the user it forgot
   */
  int detach(long nowNanos);

  /**
   * Pads to a multiple of 16 as WireGuard does (wireguard-protocol §10.3) and leaves everything
   * else alone.
   */
  Shaper NONE = new PlainShaper();
}
