package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tun.PacketDevice;
import io.veiltun.engine.udp.Transport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Both pipelines with the default provider, from device to transport and from transport to device.
 */
class TunnelAllocationTest {
  private static final int BATCH = 44;
  private static final int PACKETS = 100_000;
  private static final int SLOT = 1600;
  private static final int LENGTH = 1420;
  private static final Endpoint SOMEWHERE = Pair.endpoint("192.0.2.1", 1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A stream whose batches the test emits by hand. */
  private static final class HandFlux extends Flux<PacketBatch> implements Subscription {
    private @Nullable CoreSubscriber<? super PacketBatch> subscriber;

    @Override
    public void subscribe(CoreSubscriber<? super PacketBatch> actual) {
      subscriber = actual;
      actual.onSubscribe(this);
    }

    void emit(PacketBatch batch) {
      Objects.requireNonNull(subscriber).onNext(batch);
    }

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  /**
   * Device and transport of one end: emits by hand, copies each batch it sends to a wire of its
   * own.
   */
  private static final class Ends implements PacketDevice, Transport {
    final HandFlux packets = new HandFlux();
    final HandFlux datagrams = new HandFlux();
    final PacketBatch onTheWire =
        new PacketBatch(Arena.ofAuto().allocate((long) BATCH * SLOT, 64), BATCH);
    int delivered;

    @Override
    public Flux<PacketBatch> packets() {
      return packets;
    }

    @Override
    public void deliver(Flux<PacketBatch> batches) {
      batches.subscribe(
          new BaseSubscriber<PacketBatch>() {
            @Override
            protected void hookOnNext(PacketBatch batch) {
              for (int slot = 0; slot < batch.size(); slot++) {
                delivered += batch.isDropped(slot) ? 0 : 1;
              }
            }
          });
    }

    @Override
    public Flux<PacketBatch> receive() {
      return datagrams;
    }

    @Override
    public void send(Flux<PacketBatch> batches) {
      batches.subscribe(
          new BaseSubscriber<PacketBatch>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
              request(1);
            }

            @Override
            protected void hookOnNext(PacketBatch batch) {
              copyToWire(batch);
              request(1);
            }
          });
    }

    private void copyToWire(PacketBatch sent) {
      onTheWire.clear();
      for (int slot = 0; slot < sent.size(); slot++) {
        int start = slot * SLOT;
        int length = sent.length(slot);
        MemorySegment.copy(sent.memory(), sent.offset(slot), onTheWire.memory(), start, length);
        onTheWire.endpoint(onTheWire.add(start, length, start, start + SLOT), SOMEWHERE);
      }
    }

    @Override
    public void answer(MemorySegment memory, int offset, int length) {}

    @Override
    public int mtu() {
      return LENGTH;
    }

    @Override
    public void close() {}
  }

  private final World world = new World();
  private final Ends left = new Ends();
  private final Ends right = new Ends();
  private final Tunnel leftTunnel = tunnel(1);
  private final Tunnel rightTunnel = tunnel(2);
  private final MemorySegment memory = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final PacketBatch source = new PacketBatch(memory, BATCH);
  private final byte[] packet = Packets.udp("10.0.0.1", "10.0.0.2", LENGTH, 5);

  private Tunnel tunnel(int seed) {
    Random random = new Random(seed);
    byte[] key = new byte[SecretKey.LENGTH];
    random.nextBytes(key);
    TunnelRuntime runtime =
        new TunnelRuntime(world, world, world, world, world, random, AeadProviders.select(null));
    return new Tunnel(
        new TunnelOptions("t" + seed, LENGTH, 64, 64), X25519.clamp(key), runtime, new Drops());
  }

  private void connect() {
    leftTunnel.connect(left, left);
    rightTunnel.connect(right, right);
    leftTunnel.addPeer(peer(rightTunnel, "10.0.0.2/32")).subscribe();
    rightTunnel.addPeer(peer(leftTunnel, "10.0.0.1/32")).subscribe();
    world.settle();
    leftTunnel.handshake(rightTunnel.publicKey()).subscribe();
    world.settle();
    carry(left, right);
    carry(right, left);
    carry(left, right);
  }

  private PeerConfig peer(Tunnel other, String prefix) {
    return new PeerConfig(
        "peer", other.publicKey(), SecretKey.zero(), SOMEWHERE, List.of(IpPrefix.parse(prefix)), 0);
  }

  /** Lets what one end sent last arrive at the other. */
  private void carry(Ends from, Ends to) {
    to.datagrams.emit(from.onTheWire);
    world.settle();
  }

  private void fill() {
    source.clear();
    for (int slot = 0; slot < BATCH; slot++) {
      int start = slot * SLOT;
      MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, start + 64, LENGTH);
      source.add(start + 64, LENGTH, start, start + SLOT);
    }
  }

  @Test
  void aPacketCostsNoAllocationInEitherDirection() {
    connect();
    // Interpreted code allocates, and a busy machine compiles late: what counts is that it ends.
    long outbound = Long.MAX_VALUE;
    long inbound = Long.MAX_VALUE;
    for (int window = 0; window < 20 && Math.max(outbound, inbound) > 0; window++) {
      long[] allocated = window();
      outbound = Math.min(outbound, allocated[0]);
      inbound = Math.min(inbound, allocated[1]);
    }
    assertThat(right.delivered).isGreaterThanOrEqualTo(PACKETS);
    assertThat(outbound).as("bytes for %d packets sent", PACKETS).isLessThan(PACKETS / 100);
    assertThat(inbound).as("bytes for %d packets received", PACKETS).isLessThan(PACKETS / 100);
  }

  /** What {@link #PACKETS} packets cost to send and to receive, in bytes. */
  private long[] window() {
    long self = Thread.currentThread().threadId();
    long[] allocated = new long[2];
    for (int packets = 0; packets < PACKETS; packets += BATCH) {
      fill();
      long before = THREADS.getThreadAllocatedBytes(self);
      left.packets.emit(source);
      long sealed = THREADS.getThreadAllocatedBytes(self);
      right.datagrams.emit(left.onTheWire);
      long opened = THREADS.getThreadAllocatedBytes(self);
      allocated[0] += sealed - before;
      allocated[1] += opened - sealed;
    }
    return allocated;
  }
}
