package io.veiltun.engine.shape;

import java.lang.foreign.MemorySegment;

/**
 * What a {@link Shaper} may do to the tunnel it is attached to. All methods but {@link #execute}
 * only on the tunnel's send loop.
 */
public interface ShaperPort {
  /** What became of a packet that was to be released. */
  enum Release {
    /** Sealed and queued for the transport. */
    DONE,
    /** A packet that waited longer for a session left in its place: try again. */
    OLDER_LEFT,
    /** No session or no room: {@link Shaper#room} is called when it is worth another try. */
    NOT_NOW
  }

  /** What became of a decoy. */
  enum Injection {
    /** Sealed and queued for the transport. */
    SENT,
    /** No session or no endpoint; a decoy is no reason to look for one. */
    NO_SESSION,
    /** The transport is busy: data goes first. */
    BUSY
  }

  /**
   * Seals a packet that was held before; it is counted as data and passes {@link Shaper#queued} no
   * more. It leaves with the next {@link #flush}.
   */
  Release release(MemorySegment memory, long offset, int length);

  /**
   * Packets of the user that wait for a session or for {@link #resume}, older than all the shaper
   * holds.
   */
  int staged();

  /** Seals the oldest of {@link #staged}, even while the shaper holds; false if it can't now. */
  boolean releaseStaged();

  /**
   * Takes over a packet that was held before by a shaper that goes away: it waits behind all {@link
   * #staged}. False if too many wait.
   */
  boolean keep(MemorySegment memory, long offset, int length);

  /**
   * Seals a plaintext that is no packet of the user; it is counted as a decoy, and leaves with the
   * next {@link #flush}.
   */
  Injection inject(MemorySegment plaintext, int length);

  /** Passes on what was released and injected, as far as the transport takes it. */
  void flush();

  /** {@link Shaper#holds} has become false: what waits for a session may leave. */
  void resume();

  /** Packets of the user on their way to this peer that the transport has not taken yet. */
  int unsent();

  /**
   * Calls {@link Shaper#wake} when {@code atNanos} of the tunnel's clock is reached, once. Replaces
   * the time set before.
   */
  void wakeAt(long atNanos);

  /** Takes the time set by {@link #wakeAt} back. */
  void noWake();

  /** Runs {@code task} soon on the send loop. Any thread. */
  void execute(Runnable task);

  /** The tunnel's clock, read now. */
  long nanos();

  /** The tunnel's MTU in bytes. */
  int mtu();
}
