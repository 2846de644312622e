package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.session.IndexTable;
import io.veiltun.engine.session.Keypair;
import org.jspecify.annotations.Nullable;

/**
 * The three keypairs of one peer and their rotation (wireguard-protocol §8). Sending uses only
 * {@code current}; receiving finds all three by their index. Written by the handshake thread;
 * {@link #current()} is read by the send loop.
 */
final class Keypairs {
  private final IndexTable<IndexEntry> indices;
  private final Loop sendLoop;
  private final Loop receiveLoop;
  private @Nullable Keypair previous;
  private volatile @Nullable Keypair current;
  private @Nullable Keypair next;

  /** {@code next} was there before {@code current}, which took its place. */
  private boolean nextIsOlder;

  Keypairs(IndexTable<IndexEntry> indices, Loop sendLoop, Loop receiveLoop) {
    this.indices = indices;
    this.sendLoop = sendLoop;
    this.receiveLoop = receiveLoop;
  }

  /**
   * The keypair to send with, or null before the first handshake and after all keys were forgotten.
   */
  @Nullable Keypair current() {
    return current;
  }

  /**
   * Whether a keypair that we answered for at {@code nanos} or later still waits for its first
   * data.
   */
  boolean unconfirmedSince(long nanos) {
    Keypair waiting = next;
    return waiting != null && waiting.createdNanos() - nanos >= 0;
  }

  /**
   * Installs a keypair we initiated: used for sending at once.
   *
   * @param keepNext whether an unconfirmed keypair keeps its place and takes over once the peer
   *     uses it; else it becomes the previous one, or goes if it kept its place before
   */
  void derivedAsInitiator(Keypair fresh, boolean keepNext) {
    retire(previous);
    if (next == null || keepNext) {
      previous = current;
      nextIsOlder = next != null;
    } else if (nextIsOlder) {
      // The peer had it and used the other one: what is under way is on that.
      retire(next);
      next = null;
      previous = current;
    } else {
      retire(current);
      previous = next;
      next = null;
    }
    current = fresh;
  }

  /**
   * Installs a keypair we answered for: used for sending once the initiator has proved that it has
   * it.
   */
  void derivedAsResponder(Keypair fresh) {
    retire(previous);
    previous = null;
    retire(next);
    next = fresh;
    nextIsOlder = false;
  }

  /**
   * Data arrived on {@code keypair}.
   *
   * @return true if it was the unconfirmed one and is now the current one
   */
  @SuppressWarnings("ReferenceEquality") // keypairs are identities
  boolean confirm(Keypair keypair) {
    if (keypair != next) {
      return false;
    }
    retire(previous);
    previous = current;
    current = keypair;
    next = null;
    return true;
  }

  /**
   * Stops sending on what exists, as when the private key changed; receiving goes on until
   * replaced.
   */
  void expireSending() {
    for (Keypair keypair : new Keypair[] {current, next}) {
      if (keypair != null) {
        keypair.invalidateSend();
      }
    }
  }

  /** Forgets all keys. */
  void clear() {
    retire(previous);
    retire(current);
    retire(next);
    previous = null;
    current = null;
    next = null;
  }

  /**
   * Takes the keypair's index away at once, and its keys when each loop has finished the batch it
   * may be in.
   */
  private void retire(@Nullable Keypair keypair) {
    if (keypair == null) {
      return;
    }
    keypair.invalidate();
    indices.remove(keypair.localIndex());
    sendLoop.execute(keypair::closeSealer);
    receiveLoop.execute(keypair::closeOpener);
  }
}
