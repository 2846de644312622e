package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.shape.ShaperPort;
import io.veiltun.engine.shape.ShaperPort.Injection;
import io.veiltun.engine.shape.ShaperPort.Release;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a tunnel promises to a shaper, seen by one that a test moves by hand. */
class ShaperSeamTest {
  private static final int TRANSPORT = 4;

  /** Holds what it is told to hold and writes down what it hears. */
  private static final class HandShaper implements Shaper {
    @Nullable ShaperPort port;
    final List<String> heard = new ArrayList<>();
    final Deque<byte[]> held = new ArrayDeque<>();
    boolean holding;
    int sent;
    int mtu = Integer.MAX_VALUE;

    ShaperPort port() {
      if (port == null) {
        throw new AssertionError("not attached");
      }
      return port;
    }

    @Override
    public void attach(ShaperPort port, long nowNanos) {
      this.port = port;
    }

    @Override
    public int mtu(int mtu) {
      return Math.min(mtu, this.mtu);
    }

    @Override
    public int paddedLength(int length, int mtu) {
      return length;
    }

    @Override
    public int keepaliveLength(int mtu) {
      return 0;
    }

    @Override
    public Verdict queued(PacketBatch batch, int slot, long nowNanos) {
      heard.add("queued");
      if (!holding && held.isEmpty()) {
        return Verdict.PASS;
      }
      held.add(
          batch
              .memory()
              .asSlice(batch.offset(slot), batch.length(slot))
              .toArray(ValueLayout.JAVA_BYTE));
      return Verdict.HOLD;
    }

    @Override
    public boolean holds() {
      return holding;
    }

    @Override
    public void sent(int packets, long nowNanos) {
      heard.add("sent");
      sent += packets;
    }

    @Override
    public void wake(long nowNanos) {
      heard.add("wake");
    }

    @Override
    public void room(long nowNanos) {
      heard.add("room");
      if (!holding) {
        releaseAll();
      }
    }

    void releaseAll() {
      for (byte[] packet = held.peek(); packet != null; packet = held.peek()) {
        Release release = release(packet);
        if (release == Release.NOT_NOW) {
          break;
        }
        if (release == Release.DONE) {
          held.remove();
        }
      }
      port().flush();
    }

    Release release(byte[] packet) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, packet);
        return port().release(memory, 0, packet.length);
      }
    }

    @Override
    public int discard() {
      int count = held.size();
      held.clear();
      return count;
    }

    @Override
    public Arrival opened(MemorySegment memory, int offset, int length, long nowNanos) {
      heard.add("opened");
      return Arrival.PACKET;
    }

    @Override
    public void keepalive(int length) {
      heard.add("keepalive");
    }

    @Override
    public int detach(long nowNanos) {
      heard.add("detach");
      return discard();
    }
  }

  private final Pair pair = Pair.connected();
  private final HandShaper shaper = new HandShaper();

  private void shape() {
    pair.alice.tunnel.shape(pair.bob.key(), shaper).subscribe();
    pair.world.settle();
  }

  private List<Integer> arrived() {
    return pair.bob.device.delivered().stream()
        .map(packet -> ByteBuffer.wrap(packet).getInt(28))
        .toList();
  }

  @Test
  void aPacketIsQueuedThenSentAndAnArrivalIsOpened() {
    pair.aliceSends(pair.toBob(100, 0));
    shape();
    shaper.heard.clear();
    pair.aliceSends(pair.toBob(100, 1));
    pair.bobSends(pair.toAlice(100, 2));

    assertThat(shaper.heard).containsExactly("queued", "sent", "opened");
    assertThat(shaper.sent).isEqualTo(1);
  }

  /** Writes down among what the shaper hears when a task is given to it. */
  private final class Told implements Loop {
    @Override
    public void execute(Runnable task) {
      shaper.heard.add("handshake");
      pair.world.execute(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
      pair.world.schedule(task, delayNanos);
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }

  /** Or what leaves first would not heed what arrived first. */
  @Test
  void aSessionIsUsedWhenTheShaperHasSeenItsFirstData() {
    Endpoint address = Pair.endpoint("192.0.2.9", 999);
    CustomHost carol =
        new CustomHost(pair.world, pair.network, address, new Told(), new Random(1)).connected();
    carol.knows(pair.alice.key(), Pair.ALICE, 0, "10.0.0.1/32");
    carol.tunnel.shape(pair.alice.key(), shaper).subscribe();
    PeerConfig toCarol =
        new PeerConfig(
            "carol",
            carol.key(),
            SecretKey.zero(),
            address,
            List.of(IpPrefix.parse("10.0.0.9/32")),
            0);
    pair.alice.tunnel.addPeer(toCarol).subscribe();
    pair.world.settle();
    pair.network.path(datagram -> {
      if (datagram.type() == TRANSPORT) {
        shaper.heard.clear();
      }
      return List.of(datagram);
    });
    pair.aliceSends(Packets.udp("10.0.0.1", "10.0.0.9", 100, 1));

    assertThat(shaper.heard).containsExactly("opened", "handshake", "room");
  }

  /** Or anyone could tell machines of traffic that nobody sent. */
  @Test
  void whatIsForgedReplayedOrForNobodyIsNotShownToTheShaper() {
    pair.aliceSends(pair.toBob(100, 0));
    shape();
    pair.bobSends(pair.toAlice(100, 1));
    Datagram good = pair.network.seen().getLast();
    assertThat(good.to().sameRemote(Pair.ALICE)).isTrue();
    shaper.heard.clear();
    pair.network.inject(good);
    for (int at : new int[] {4, 8, 20, good.bytes().length - 1}) {
      byte[] forged = good.bytes().clone();
      forged[at] ^= 1;
      pair.network.inject(new Datagram(forged, good.from(), good.to()));
    }
    pair.world.settle();
    assertThat(shaper.heard).isEmpty();
    assertThat(pair.alice.dropped(DropReason.REPLAY)).isEqualTo(1);
    assertThat(pair.alice.dropped(DropReason.BAD_TAG)).isEqualTo(3);
    assertThat(pair.alice.dropped(DropReason.UNKNOWN_INDEX)).isEqualTo(1);
  }

  @Test
  void packetsThatWaitForASessionWaitOnWhileTheShaperHolds() {
    shape();
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(100, 1));
    pair.aliceSends(pair.toBob(100, 2));
    shaper.holding = true;
    pair.network.path(List::of);
    pair.aliceSends(pair.toBob(100, 3));
    pair.world.advance(Duration.ofSeconds(20));
    assertThat(arrived()).isEmpty();
    assertThat(shaper.held).hasSize(1);

    shaper.holding = false;
    shaper.port().resume();
    shaper.releaseAll();
    pair.world.settle();
    assertThat(arrived()).containsExactly(1, 2, 3);
  }

  @Test
  void aReleaseDuringAHoldLetsTheOldestLeave() {
    shape();
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(100, 1));
    shaper.holding = true;
    pair.network.path(List::of);
    pair.world.advance(Duration.ofSeconds(20));

    assertThat(shaper.release(pair.toBob(100, 2))).isEqualTo(Release.OLDER_LEFT);
    assertThat(shaper.release(pair.toBob(100, 2))).isEqualTo(Release.DONE);
    shaper.port().flush();
    pair.world.settle();
    assertThat(arrived()).containsExactly(1, 2);
  }

  @Test
  void whatDoesNotFitIsReleasedWhenThereIsRoom() {
    pair.aliceSends(pair.toBob(100, 0));
    shape();
    shaper.holding = true;
    for (int i = 1; i <= 600; i++) {
      pair.aliceSends(pair.toBob(100, i));
    }
    pair.alice.transport.writable(false);
    shaper.holding = false;
    shaper.releaseAll();
    assertThat(shaper.held).isNotEmpty();
    pair.alice.transport.writable(true);
    pair.world.settle();

    assertThat(arrived()).hasSize(601).isSorted();
    assertThat(pair.alice.dropped(DropReason.QUEUE_FULL)).isZero();
    assertThat(shaper.sent).isEqualTo(600);
  }

  @Test
  void sentCountsWhatTheTransportTook() {
    pair.aliceSends(pair.toBob(100, 0));
    shape();
    pair.alice.transport.writable(false);
    pair.aliceSends(pair.toBob(100, 1));
    assertThat(shaper.sent).isZero();
    assertThat(shaper.port().unsent()).isEqualTo(1);
    pair.alice.transport.writable(true);
    pair.world.settle();

    assertThat(shaper.sent).isEqualTo(1);
    assertThat(shaper.port().unsent()).isZero();
  }

  @Test
  void anInjectedPlaintextIsCountedAsADecoyAndAsksForNoSession() {
    shape();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment decoy = arena.allocate(200);
      decoy.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xFF);
      assertThat(shaper.port().inject(decoy, 200)).isEqualTo(Injection.NO_SESSION);
      pair.world.advance(Duration.ofSeconds(10));
      assertThat(pair.network.seen()).isEmpty();

      pair.aliceSends(pair.toBob(100, 0));
      assertThat(shaper.port().inject(decoy, 200)).isEqualTo(Injection.SENT);
      pair.alice.transport.writable(false);
      shaper.port().flush();
      assertThat(shaper.port().inject(decoy, 200)).isEqualTo(Injection.BUSY);
    }
    TunnelStatus.TrafficStatus sent = pair.alice.tunnel.status().peers().getFirst().sent();
    assertThat(sent.packets().get(Traffic.Kind.DECOY)).isEqualTo(1);
    assertThat(sent.bytes().get(Traffic.Kind.DECOY)).isEqualTo(200);
    assertThat(pair.seen(TRANSPORT)).extracting(d -> d.bytes().length).contains(232);
  }

  @Test
  void aPacketAboveTheShapersSizeIsAnsweredByIcmp() {
    shape();
    shaper.mtu = 1000;
    pair.aliceSends(pair.toBob(1001, 0));
    pair.aliceSends(pair.toBob(1000, 1));

    assertThat(arrived()).containsExactly(1);
    assertThat(pair.alice.device.answers()).hasSize(1);
  }

  @Test
  void packetsHeldForASessionThatNeverComesAreDroppedByName() {
    shape();
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(100, 1));
    shaper.holding = true;
    pair.aliceSends(pair.toBob(100, 2));
    pair.aliceSends(pair.toBob(100, 3));
    pair.world.advance(Duration.ofSeconds(200));

    assertThat(pair.alice.dropped(DropReason.HANDSHAKE_GAVE_UP)).isEqualTo(3);
  }

  @Test
  void aRemovedPeersShaperIsDetachedAndNotWoken() {
    shape();
    shaper.port().wakeAt(pair.world.nanos() + 1000);
    pair.alice.tunnel.removePeer(pair.bob.key()).subscribe();
    pair.world.advance(Duration.ofSeconds(1));

    assertThat(shaper.heard).contains("detach").doesNotContain("wake");
  }

  @Test
  void eachShaperIsWokenAtTheTimeItAskedForLast() {
    shape();
    var random = new SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      long at = pair.world.nanos() + random.nextLong(1, 10_000_000);
      for (int change = random.nextInt(4); change > 0; change--) {
        shaper.port().wakeAt(pair.world.nanos() + random.nextLong(1, 10_000_000));
      }
      shaper.port().wakeAt(at);
      shaper.heard.clear();
      pair.world.advance(Duration.ofNanos(at - pair.world.nanos() - 1));
      assertThat(shaper.heard).as("round %d", i).isEmpty();
      pair.world.advance(Duration.ofNanos(1));
      assertThat(shaper.heard).as("round %d", i).containsExactly("wake");
    }
    shaper.heard.clear();
    shaper.port().wakeAt(pair.world.nanos() + 10);
    shaper.port().noWake();
    pair.world.advance(Duration.ofSeconds(1));
    assertThat(shaper.heard).isEmpty();
  }
}
