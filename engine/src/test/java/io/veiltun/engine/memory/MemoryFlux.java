package io.veiltun.engine.memory;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A source of batches fed by the test; emits only on demand, up to {@code batchSize} packets at a
 * time.
 */
final class MemoryFlux extends Flux<PacketBatch> implements Subscription {
  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  private record Entry(byte[] bytes, @Nullable Endpoint source) {}

  private final Queue<Entry> queue = new ArrayDeque<>();
  private final PacketBatch batch;
  private final int slotSize;
  private final int headroom;
  private final int batchSize;
  private @Nullable CoreSubscriber<? super PacketBatch> subscriber;
  private long demand;

  MemoryFlux(int slotSize, int headroom, int batchSize) {
    this.slotSize = slotSize;
    this.headroom = headroom;
    this.batchSize = batchSize;
    MemorySegment memory = Arena.ofAuto().allocate((long) batchSize * slotSize, 64);
    batch = new PacketBatch(memory, batchSize);
  }

  void add(byte[] bytes, @Nullable Endpoint source) {
    queue.add(new Entry(bytes, source));
  }

  /** Emits one batch if there is one and it was asked for. */
  boolean pump() {
    if (queue.isEmpty() || demand == 0 || subscriber == null) {
      return false;
    }
    batch.clear();
    while (!queue.isEmpty() && batch.size() < batchSize) {
      Entry entry = queue.remove();
      int start = batch.size() * slotSize;
      int length = Math.min(entry.bytes().length, slotSize - headroom);
      MemorySegment.copy(
          entry.bytes(), 0, batch.memory(), ValueLayout.JAVA_BYTE, start + headroom, length);
      int slot = batch.add(start + headroom, length, start, start + slotSize);
      batch.endpoint(slot, entry.source());
    }
    demand--;
    subscriber.onNext(batch);
    return true;
  }

  @Override
  public void subscribe(CoreSubscriber<? super PacketBatch> actual) {
    subscriber = actual;
    actual.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
  }

  @Override
  public void cancel() {
    subscriber = null;
  }
}
