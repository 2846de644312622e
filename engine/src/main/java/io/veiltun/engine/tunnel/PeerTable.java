package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a tunnel, by public key for the handshake thread and by small number for the packet
 * loops, which read without locks. Written by the handshake thread.
 */
final class PeerTable {
  private final Map<PublicKey, Peer> byKey = new LinkedHashMap<>();
  private final Deque<Integer> freeNumbers = new ArrayDeque<>();
  private volatile AtomicReferenceArray<@Nullable Peer> byNumber = new AtomicReferenceArray<>(8);

  /** Written only under the lock: a list made while a peer comes or goes must not outlive that. */
  private volatile @Nullable List<Peer> snapshot = List.of();

  private int used;

  /** A number no peer has. */
  int nextNumber() {
    Integer free = freeNumbers.peekFirst();
    return free != null ? free : used;
  }

  /** Adds a peer under {@link #nextNumber()}. */
  void add(Peer peer) {
    if (freeNumbers.pollFirst() == null) {
      used++;
    }
    if (peer.number >= byNumber.length()) {
      byNumber = grown(byNumber);
    }
    byKey.put(peer.publicKey(), peer);
    publish(peer.number, peer);
  }

  private synchronized void publish(int number, @Nullable Peer peer) {
    byNumber.set(number, peer);
    snapshot = null;
  }

  /** Removes a peer; its number stays taken until {@link #release}. */
  void remove(Peer peer) {
    byKey.remove(peer.publicKey());
    publish(peer.number, null);
  }

  /**
   * The number of a removed peer may be given to another. Not before both packet loops have ended
   * the batch they may be in: its packets would be sealed for the wrong peer.
   */
  void release(Peer peer) {
    freeNumbers.addLast(peer.number);
  }

  /** The peer with this key. Handshake thread only. */
  @Nullable Peer get(PublicKey key) {
    return byKey.get(key);
  }

  /** The peer with this number, null if it was removed. Any thread. */
  @Nullable Peer get(int number) {
    return byNumber.get(number);
  }

  /** All peers in the order of their numbers. Any thread. */
  List<Peer> all() {
    List<Peer> cached = snapshot;
    return cached != null ? cached : collect();
  }

  private synchronized List<Peer> collect() {
    List<Peer> cached = snapshot;
    if (cached == null) {
      AtomicReferenceArray<@Nullable Peer> numbers = byNumber;
      List<Peer> found = new ArrayList<>(numbers.length());
      for (int i = 0; i < numbers.length(); i++) {
        Peer peer = numbers.get(i);
        if (peer != null) {
          found.add(peer);
        }
      }
      cached = List.copyOf(found);
      snapshot = cached;
    }
    return cached;
  }

  private static AtomicReferenceArray<@Nullable Peer> grown(
      AtomicReferenceArray<@Nullable Peer> old) {
    AtomicReferenceArray<@Nullable Peer> fresh = new AtomicReferenceArray<>(old.length() * 2);
    for (int i = 0; i < old.length(); i++) {
      fresh.setPlain(i, old.getPlain(i));
    }
    return fresh;
  }
}
