package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

class UdpAllocationTest {
  private static final int PER_BATCH = 40;
  private static final int PACKETS = 100_000;
  private static final int BATCHES = PACKETS / PER_BATCH;
  // The JDK slices the segment that errno is captured in at every downcall, and the compiler
  // removes
  // that object mostly, but not in every run: at most that much for each system call, so for each
  // batch, and nothing for each packet.
  private static final long PER_DOWNCALL = 40;
  private static final int DOWNCALLS_PER_BATCH = 2;
  // Interpreted code allocates, and a busy machine compiles late: what counts is that it ends.
  private static final int MOST_WINDOWS = 60;

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void sendingAndReceivingAllocatesNothingPerPacket(Offloads offloads) throws Exception {
    Drops drops = new Drops();
    try (PacketLoop loop = new PacketLoop("test-allocation");
        UdpTransport to = bind(offloads, loop, drops);
        UdpTransport from = bind(offloads, loop, drops)) {
      List<byte[]> payloads = new ArrayList<>();
      for (int i = 0; i < PER_BATCH; i++) {
        payloads.add(Batches.payload(1400, i));
      }
      PacketBatch batch = Batches.of(payloads, Batches.endpoint("127.0.0.1", to.port()));
      Repeater repeater = new Repeater(batch);
      Counter counter = new Counter(repeater);
      to.receive().subscribe(counter);
      loop.execute(() -> from.send(repeater));
      loop.execute(repeater::emit);
      assertThat(counter.end.await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(counter.least / BATCHES).isLessThanOrEqualTo(PER_DOWNCALL * DOWNCALLS_PER_BATCH);
    }
  }

  private static UdpTransport bind(Offloads offloads, PacketLoop loop, Drops drops)
      throws Exception {
    UdpTransport.Options options = UdpTransport.Options.of(0).withOffloads(offloads);
    return UdpTransport.bind(options, loop, loop, drops);
  }

  /** Emits one batch over and over, each time the last one has arrived. */
  private static final class Repeater extends Flux<PacketBatch> implements Subscription {
    private final PacketBatch batch;
    private final AtomicReference<@Nullable CoreSubscriber<? super PacketBatch>> to =
        new AtomicReference<>();

    Repeater(PacketBatch batch) {
      this.batch = batch;
    }

    void emit() {
      CoreSubscriber<? super PacketBatch> subscriber = to.get();
      if (subscriber != null) {
        subscriber.onNext(batch);
      }
    }

    @Override
    public void subscribe(CoreSubscriber<? super PacketBatch> actual) {
      to.set(actual);
      actual.onSubscribe(this);
    }

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
      to.set(null);
    }
  }

  private static final class Counter extends BaseSubscriber<PacketBatch> {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Repeater repeater;
    private int packets;
    private int windows;
    private long start;
    private volatile long least = Long.MAX_VALUE;

    Counter(Repeater repeater) {
      this.repeater = repeater;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    protected void hookOnNext(PacketBatch batch) {
      int before = packets;
      packets += batch.size();
      if (packets / PACKETS > before / PACKETS && windowEnds()) {
        end.countDown();
        return;
      }
      if (packets / PER_BATCH > before / PER_BATCH) {
        repeater.emit();
      }
      request(1);
    }

    /** Whether enough was seen: a window without allocation, or as many as there may be. */
    private boolean windowEnds() {
      long now = threads.getCurrentThreadAllocatedBytes();
      if (windows > 0) {
        least = Math.min(least, now - start);
      }
      start = now;
      windows++;
      return least < BATCHES || windows > MOST_WINDOWS;
    }
  }
}
