package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Merges the tunnel's own datagrams (handshakes, keepalives, staged packets, decoys) into the
 * stream of sealed batches, in front of the next batch from the device and never beyond the demand
 * of the transport.
 *
 * <p>Own datagrams are collected in a batch of their own while another may be with the transport;
 * when both are taken the datagram does not fit, and the caller counts it as {@code QUEUE_FULL}.
 * Belongs to the send loop.
 */
final class Injector implements CoreSubscriber<PacketBatch>, Subscription {
  /** Hears of every batch that leaves. */
  interface Listener {
    /**
     * The transport gets a batch.
     *
     * @param decoys which slots hold decoys; null for a batch from the device
     */
    void lent(PacketBatch batch, boolean @Nullable [] decoys);

    /** The transport took the batch it had. */
    void taken();
  }

  private final Listener listener;
  private OwnBatch filling;
  private @Nullable OwnBatch spare;
  private @Nullable OwnBatch lentOwn;
  private @Nullable PacketBatch lent;
  private @Nullable PacketBatch fromUpstream;
  private @Nullable CoreSubscriber<? super PacketBatch> downstream;
  private @Nullable Subscription upstream;
  private boolean upstreamBusy;
  private boolean draining;
  private long demand;

  /**
   * Creates an injector.
   *
   * @param headroom bytes kept free before each own plaintext, for the headers of this tunnel and
   *     all outer ones
   * @param mtu the longest plaintext at first, in bytes
   * @param tailroom bytes kept free behind it
   */
  Injector(int headroom, int mtu, int tailroom, Listener listener) {
    this.listener = listener;
    filling = new OwnBatch(headroom, mtu, tailroom);
    spare = new OwnBatch(headroom, mtu, tailroom);
  }

  /**
   * The stream of batches from {@code sealed} with the own datagrams merged in. Subscribe once, on
   * the send loop.
   */
  Flux<PacketBatch> merge(Flux<PacketBatch> sealed) {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super PacketBatch> actual) {
        downstream = actual;
        sealed.subscribe(Injector.this);
      }
    };
  }

  /** Datagrams with data of {@code peer} that are not with the transport yet. */
  int pendingData(int peer) {
    return filling.data(peer);
  }

  /** Whether another own datagram fits. */
  boolean hasRoom() {
    return filling.hasRoom();
  }

  /** The memory own datagrams are written to, until the next {@link #nextOffset}. */
  MemorySegment memory() {
    return filling.batch().memory();
  }

  /**
   * Where the next own plaintext goes in {@link #memory()}. Only if {@link #hasRoom()}.
   *
   * @param length how long it will be, padding included
   * @param mtu how long others may be
   */
  int nextOffset(int length, int mtu) {
    filling.fit(length, mtu);
    return filling.nextOffset();
  }

  /** Whether the transport has not yet taken what it got: a decoy now would delay data. */
  boolean isBusy() {
    return demand == 0;
  }

  /** Queues the message that was written at and around {@link #nextOffset}. */
  void add(int offset, int length, Endpoint endpoint) {
    add(offset, length, endpoint, PacketBatch.NO_PEER, false);
  }

  /** Queues a datagram with data or a decoy of a peer. */
  void add(int offset, int length, Endpoint endpoint, int peer, boolean decoy) {
    filling.add(offset, length, endpoint, peer, decoy);
  }

  /** Passes queued datagrams on as far as the transport has asked. */
  void flush() {
    drain();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    upstream = subscription;
    subscriber().onSubscribe(this);
  }

  @Override
  public void onNext(PacketBatch batch) {
    fromUpstream = batch;
    drain();
  }

  @Override
  public void onError(Throwable failure) {
    subscriber().onError(failure);
  }

  @Override
  public void onComplete() {
    subscriber().onComplete();
  }

  /** The transport asks for more, which also means that it is done with the batch it had. */
  @Override
  public void request(long batches) {
    demand = demand + batches < 0 ? Long.MAX_VALUE : demand + batches;
    release();
    drain();
  }

  @Override
  public void cancel() {
    if (upstream != null) {
      upstream.cancel();
    }
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (demand > 0 && step()) {}
    } finally {
      draining = false;
    }
  }

  /**
   * Emits one batch or asks the device for one; false if there is nothing to do before the next
   * signal.
   */
  private boolean step() {
    if (!filling.batch().isEmpty() && spare != null) {
      OwnBatch own = filling;
      filling = spare;
      spare = null;
      lentOwn = own;
      emit(own.batch(), own.decoys());
      return true;
    }
    if (fromUpstream != null) {
      PacketBatch batch = fromUpstream;
      fromUpstream = null;
      emit(batch, null);
      return true;
    }
    if (!upstreamBusy && upstream != null) {
      upstreamBusy = true;
      upstream.request(1);
      return fromUpstream != null;
    }
    return false;
  }

  private void emit(PacketBatch batch, boolean @Nullable [] decoys) {
    listener.lent(batch, decoys);
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    lent = batch;
    subscriber().onNext(batch);
    if (demand == Long.MAX_VALUE) {
      release();
    }
  }

  private void release() {
    PacketBatch back = lent;
    if (back == null) {
      return;
    }
    lent = null;
    OwnBatch own = lentOwn;
    if (own != null) {
      lentOwn = null;
      back.clear();
      spare = own;
    } else {
      upstreamBusy = false;
    }
    // What the listener queues leaves afterwards: it has not yet dealt with this batch.
    boolean outer = draining;
    draining = true;
    try {
      listener.taken();
    } finally {
      draining = outer;
    }
  }

  private CoreSubscriber<? super PacketBatch> subscriber() {
    if (downstream == null) {
      throw new IllegalStateException("a signal before the subscription");
    }
    return downstream;
  }
}
