package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A tunnel with ten thousand peers, nearly all of them silent. */
class ManyPeersTest {
  private static final int PEERS = 10_000;
  private static final int BYTES_PER_PEER = 1600;

  private final World world = new World();
  private final Host host =
      new Host(world, new MemoryNetwork(world), Pair.endpoint("192.0.2.9", 9), 5);
  private final Random random = new Random(10_000);

  private TunnelChange everyone(boolean replace) {
    List<PeerChange> all = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      IpPrefix own = IpPrefix.parse("10.1." + i / 256 + "." + i % 256);
      all.add(
          PeerChange.of(PublicKey.of(key))
              .withAllowedIps(true, List.of(new AllowedIpChange(own, true))));
    }
    return new TunnelChange(Optional.empty(), replace, all);
  }

  private void apply(TunnelChange change) {
    host.tunnel.change(change).subscribe();
    world.settle();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void aSilentPeerTakesLittleMemory() {
    TunnelChange change = everyone(false);
    long before = heap();
    apply(change);
    long after = heap();
    assertThat(host.tunnel.status().peers()).hasSize(PEERS);
    assertThat((after - before) / PEERS).isBetween(300L, (long) BYTES_PER_PEER);
  }

  @Test
  void replacingEveryoneAgainAndAgainDoesNotGrow() {
    apply(everyone(true));
    apply(everyone(true));
    long before = heap();
    for (int i = 0; i < 4; i++) {
      apply(everyone(true));
    }
    assertThat(heap() - before).isLessThan(PEERS * 300L);
    assertThat(host.tunnel.status().peers()).hasSize(PEERS);
  }

  @Test
  void onlyPeersWithARunningTimerAreLookedAt() {
    ArmedTimers armed = new ArmedTimers();
    List<PeerTimers> timers = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      timers.add(new PeerTimers(new PeerTableTest().anyPeer(), bound -> 0, armed));
    }
    timers.get(17).dataSent(0);
    timers.get(4711).dataReceived(5);
    armed.sort();
    assertThat(armed.size()).isEqualTo(2);
    assertThat(armed.next(Long.MAX_VALUE)).isEqualTo(5 + PeerTimers.KEEPALIVE_TIMEOUT);
    assertThat(armed.takeDue(4 + PeerTimers.KEEPALIVE_TIMEOUT)).isNull();
    assertThat(armed.takeDue(5 + PeerTimers.KEEPALIVE_TIMEOUT)).isSameAs(timers.get(4711));
    assertThat(armed.takeDue(5 + PeerTimers.KEEPALIVE_TIMEOUT)).isNull();
    timers.get(17).anyAuthenticatedPacketReceived(9);
    PeerTimers early = armed.takeDue(PeerTimers.NEW_HANDSHAKE_TIMEOUT);
    assertThat(early).as("disarmed, comes up once").isSameAs(timers.get(17));
    armed.put(timers.get(17));
    assertThat(armed.size()).isZero();
  }

  @Test
  void noTimerThatAnotherThreadArmsIsMissed() throws InterruptedException {
    ArmedTimers armed = new ArmedTimers();
    PeerTimers timers = new PeerTimers(new PeerTableTest().anyPeer(), bound -> 0, armed);
    int rounds = 200_000;
    Thread receiver =
        new Thread(() -> {
          for (int i = 1; i <= rounds; i++) {
            timers.dataSent(i);
            timers.anyAuthenticatedPacketReceived(i);
          }
          timers.dataSent(rounds + 1);
        });
    receiver.start();
    while (receiver.isAlive()) {
      armed.sort();
    }
    receiver.join();
    armed.sort();
    assertThat(armed.next(Long.MAX_VALUE))
        .isLessThanOrEqualTo(rounds + 1 + PeerTimers.NEW_HANDSHAKE_TIMEOUT);
    assertThat(armed.takeDue(rounds + 1 + PeerTimers.NEW_HANDSHAKE_TIMEOUT)).isSameAs(timers);
  }

  @Test
  void whereAPeerMovedIsNotForgottenWithItsSource() throws InterruptedException {
    Peer peer = new PeerTableTest().anyPeer();
    byte[] local = {10, 0, 0, 9};
    Thread timers =
        new Thread(() -> {
          while (!peer.removed) {
            peer.forgetSource();
          }
        });
    timers.start();
    int undone = 0;
    for (int port = 1; port <= 60_000; port++) {
      Endpoint moved = Pair.endpoint("192.0.2.77", port).from(local, 1);
      peer.endpoint = moved;
      for (int look = 0; look < 20; look++) {
        Endpoint seen = peer.endpoint;
        undone += seen == null || seen.port() != port ? 1 : 0;
      }
    }
    peer.leave();
    timers.join();
    assertThat(undone).isZero();
  }
}
