package io.veiltun.engine.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one peer's tunnel carried in one direction, split by kind. One loop counts; any thread may
 * read, a little late.
 */
public final class Traffic {
  /** What a datagram was for. */
  public enum Kind {
    /** A packet of the user; bytes are the IP packet's own length. */
    DATA,
    /** Zeros appended to packets of the user to hide their size; has bytes only. */
    SIZE_PADDING,
    /** A plaintext made up by the shaper; bytes are the plaintext's length. */
    DECOY,
    /** An empty transport message; bytes are the whole datagram's. */
    KEEPALIVE,
    /** An initiation or a response; bytes are the whole datagram's. */
    HANDSHAKE,
    /** A cookie reply; bytes are the whole datagram's. */
    COOKIE
  }

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int DATA = 0;
  private static final int PADDING = 1;
  private static final int DECOY = 2;
  private static final int KEEPALIVE = 3;
  private static final int HANDSHAKE = 4;
  private static final int COOKIE = 5;
  private static final int DATAGRAMS = 6;

  private static final int CELLS = DATAGRAMS + 1;
  private static final long[] NOTHING = new long[2 * CELLS];

  /** Packets by cell, then bytes by cell. A peer that never spoke shares one array of zeros. */
  private volatile long[] cells = NOTHING;

  /**
   * Counts a packet of {@code length} bytes that travelled as {@code plaintext} bytes in one
   * datagram.
   */
  void data(int length, int plaintext, int datagram) {
    add(DATA, length);
    add(PADDING, plaintext - length);
    add(DATAGRAMS, datagram);
  }

  void decoy(int plaintext, int datagram) {
    add(DECOY, plaintext);
    add(DATAGRAMS, datagram);
  }

  void keepalive(int datagram) {
    add(KEEPALIVE, datagram);
    add(DATAGRAMS, datagram);
  }

  void handshake(int datagram) {
    add(HANDSHAKE, datagram);
    add(DATAGRAMS, datagram);
  }

  /** Anyone can provoke a cookie reply, so it is none of the peer's datagrams (§6.3). */
  void cookie(int datagram) {
    add(COOKIE, datagram);
  }

  @SuppressWarnings("ReferenceEquality") // there is one NOTHING
  private void add(int cell, int length) {
    long[] own = cells;
    if (own == NOTHING) {
      own = new long[2 * CELLS];
      cells = own;
    }
    CELL.setOpaque(own, cell, own[cell] + 1);
    CELL.setOpaque(own, CELLS + cell, own[CELLS + cell] + length);
  }

  /**
   * Packets of {@code kind} so far; 0 for {@link Kind#SIZE_PADDING}, which comes inside other
   * packets.
   */
  public long packets(Kind kind) {
    return kind == Kind.SIZE_PADDING ? 0 : (long) CELL.getOpaque(cells, cell(kind));
  }

  /** Bytes of {@code kind} so far. */
  public long bytes(Kind kind) {
    return (long) CELL.getOpaque(cells, CELLS + cell(kind));
  }

  /**
   * Bytes of all datagrams as {@code wg show} counts them: whole WireGuard messages of every kind
   * but cookie replies.
   */
  public long datagramBytes() {
    return (long) CELL.getOpaque(cells, CELLS + DATAGRAMS);
  }

  private static int cell(Kind kind) {
    return switch (kind) {
      case DATA -> DATA;
      case SIZE_PADDING -> PADDING;
      case DECOY -> DECOY;
      case KEEPALIVE -> KEEPALIVE;
      case HANDSHAKE -> HANDSHAKE;
      case COOKIE -> COOKIE;
    };
  }
}
