package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Joining, demand, ending, and cost of a link's two directions. */
class HopLinkFlowTest {
  private final Drops drops = new Drops();

  private HopLink link(int version) {
    Endpoint hop = hop(version);
    byte[] ours = Packets.address(version == 4 ? "10.64.0.2" : "fc00:bbbb::2");
    return new HopLink(ours, 50_000, hop, 1440, 1, () -> 0, drops, ignored -> {});
  }

  private static Endpoint hop(int version) {
    return Packets.endpoint(version == 4 ? "198.51.100.7" : "2001:db8::7", 51820);
  }

  /** Requests only when told to, and notes what it saw. */
  private static class Probe extends BaseSubscriber<PacketBatch> {
    final List<PacketBatch> batches = new ArrayList<>();
    boolean completed;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnNext(PacketBatch batch) {
      batches.add(batch);
    }

    @Override
    protected void hookOnComplete() {
      completed = true;
    }
  }

  private static Flux<PacketBatch> source(List<Long> requests) {
    return Flux.<PacketBatch>generate(
            sink -> sink.next(Packets.to(hop(4), Packets.batch(new byte[100]))))
        .doOnRequest(requests::add);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void demandPassesUnchangedWhicheverSideConnectsFirst(boolean subscriberFirst) {
    HopLink link = link(4);
    List<Long> outbound = new ArrayList<>();
    List<Long> inbound = new ArrayList<>();
    Probe packets = new Probe();
    Probe datagrams = new Probe();
    if (!subscriberFirst) {
      link.send(source(outbound));
      link.deliver(source(inbound));
    }
    link.packets().subscribe(packets);
    link.receive().subscribe(datagrams);
    if (subscriberFirst) {
      link.send(source(outbound));
      link.deliver(source(inbound));
    }
    assertThat(outbound).isEmpty();
    packets.request(1);
    datagrams.request(2);
    packets.request(3);
    assertThat(outbound).containsExactly(1L, 3L);
    assertThat(inbound).containsExactly(2L);
    assertThat(packets.batches).hasSize(4);
    assertThat(datagrams.batches).hasSize(2);
  }

  @Test
  void demandFromBeforeTheOtherSideConnectedIsNotLost() {
    HopLink link = link(4);
    List<Long> requests = new ArrayList<>();
    Probe packets = new Probe();
    link.packets().subscribe(packets);
    packets.request(2);
    packets.request(1);
    link.send(source(requests));
    assertThat(requests).containsExactly(3L);
    assertThat(packets.batches).hasSize(3);
  }

  @Test
  void closingCompletesTheSubscribersAndCancelsTheSources() {
    HopLink link = link(4);
    Sinks.Many<PacketBatch> source = Sinks.many().unicast().onBackpressureBuffer();
    Probe packets = new Probe();
    Probe datagrams = new Probe();
    link.packets().subscribe(packets);
    link.receive().subscribe(datagrams);
    link.send(source.asFlux());
    assertThat(source.currentSubscriberCount()).isEqualTo(1);
    link.close();
    link.close();
    assertThat(packets.completed).isTrue();
    assertThat(datagrams.completed).as("a side that was never connected").isTrue();
    assertThat(source.currentSubscriberCount()).isZero();
  }

  @Test
  void cancellingASideCancelsItsSourceOnly() {
    HopLink link = link(4);
    Sinks.Many<PacketBatch> outbound = Sinks.many().unicast().onBackpressureBuffer();
    Sinks.Many<PacketBatch> inbound = Sinks.many().unicast().onBackpressureBuffer();
    link.send(outbound.asFlux());
    link.deliver(inbound.asFlux());
    Probe packets = new Probe();
    link.packets().subscribe(packets);
    link.receive().subscribe(new Probe());
    packets.cancel();
    assertThat(outbound.currentSubscriberCount()).isZero();
    assertThat(inbound.currentSubscriberCount()).isEqualTo(1);
  }

  @Test
  void aSideIsConnectedOnce() {
    HopLink link = link(4);
    link.send(Flux.never());
    link.deliver(Flux.never());
    assertThatIllegalStateException().isThrownBy(() -> link.send(Flux.never()));
    assertThatIllegalStateException().isThrownBy(() -> link.deliver(Flux.never()));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aHundredThousandPacketsThereAndBackAllocateNothing(int version) {
    HopLink link = link(version);
    byte[] datagram = new byte[1300];
    int packetsPerBatch = 50;
    byte[][] datagrams = new byte[packetsPerBatch][];
    Arrays.fill(datagrams, datagram);
    PacketBatch out = Packets.batch(datagrams);
    byte[] reply =
        Packets.udp(
            hop(version).address(),
            51820,
            Packets.address(version == 4 ? "10.64.0.2" : "fc00:bbbb::2"),
            50_000,
            datagram);
    Arrays.fill(datagrams, reply);
    PacketBatch in = Packets.batch(datagrams);
    int[] outOffsets = offsets(out);
    int[] inOffsets = offsets(in);
    Endpoint hop = hop(version);
    link.send(
        Flux.generate(sink -> {
          restore(out, outOffsets, datagram.length, hop);
          sink.next(out);
        }));
    link.deliver(
        Flux.generate(sink -> {
          restore(in, inOffsets, reply.length, null);
          sink.next(in);
        }));
    Probe packets = counting();
    Probe received = counting();
    link.packets().subscribe(packets);
    link.receive().subscribe(received);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    packets.request(2_000);
    received.request(2_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    packets.request(2_000);
    received.request(2_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(out.length(7)).isEqualTo(datagram.length + (version == 4 ? 28 : 48));
    assertThat(in.length(7)).isEqualTo(datagram.length);
    assertThat(allocated).as("bytes for 200 000 packets").isLessThan(200_000);
  }

  private static Probe counting() {
    return new Probe() {
      @Override
      protected void hookOnNext(PacketBatch batch) {}
    };
  }

  private static int[] offsets(PacketBatch batch) {
    int[] offsets = new int[batch.size()];
    for (int slot = 0; slot < offsets.length; slot++) {
      offsets[slot] = batch.offset(slot);
    }
    return offsets;
  }

  private static void restore(PacketBatch batch, int[] offsets, int length, @Nullable Endpoint to) {
    for (int slot = 0; slot < offsets.length; slot++) {
      batch.bounds(slot, offsets[slot], length);
      batch.endpoint(slot, to);
    }
  }
}
