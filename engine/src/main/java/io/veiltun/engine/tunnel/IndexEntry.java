package io.veiltun.engine.tunnel;

import io.veiltun.engine.session.Keypair;
import org.jspecify.annotations.Nullable;

/** What a receiver index stands for: a handshake under way, or a session of a peer. */
final class IndexEntry {
  final Peer peer;

  /** The session's keys; null while the handshake is not complete. */
  final @Nullable Keypair keypair;

  /** Data arrived on the session, so the other side has the keys. Receive loop. */
  boolean confirmed;

  /**
   * The session was found to be in its last minute and a new handshake was asked for. Receive loop.
   */
  boolean lastMinute;

  private IndexEntry(Peer peer, @Nullable Keypair keypair, boolean confirmed) {
    this.peer = peer;
    this.keypair = keypair;
    this.confirmed = confirmed;
  }

  static IndexEntry handshake(Peer peer) {
    return new IndexEntry(peer, null, false);
  }

  /**
   * A session we initiated is confirmed by the response itself; one we answered for waits for data.
   */
  static IndexEntry session(Peer peer, Keypair keypair) {
    return new IndexEntry(peer, keypair, keypair.initiator());
  }
}
