package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacGenerator;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.noise.RemoteIdentity;
import io.veiltun.engine.noise.Tai64n;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A second of spoofed initiations, each with a right mac1 and from another address, against a
 * server whose handshake loop does a given number of tasks a millisecond.
 */
class TunnelUnderFloodTest {
  private static final Endpoint SERVER = Pair.endpoint("192.0.2.9", 9999);

  private final World world = new World();
  private final MemoryNetwork network = new MemoryNetwork(world);
  private final Busy handshakes = new Busy(world);
  private final CustomHost server =
      new CustomHost(world, network, SERVER, handshakes, new Random(9)).connected();
  private final Host alice = new Host(world, network, Pair.ALICE, 1);
  private int number;

  /** A loop that does a few tasks at a time. */
  private static final class Busy implements Loop {
    private final World world;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int allowance = Integer.MAX_VALUE;

    Busy(World world) {
      this.world = world;
    }

    @Override
    public void execute(Runnable task) {
      if (allowance > 0) {
        allowance--;
        world.execute(task);
      } else {
        waiting.add(task);
      }
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
      world.schedule(() -> execute(task), delayNanos);
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    void allow(int tasks) {
      allowance = tasks;
      while (allowance > 0 && !waiting.isEmpty()) {
        execute(waiting.remove());
      }
    }
  }

  private void connect() {
    server.knows(alice.key(), null, 0, "10.0.0.1/32");
    PeerConfig config =
        new PeerConfig(
            "server",
            server.key(),
            SecretKey.zero(),
            SERVER,
            List.of(IpPrefix.parse("10.0.0.9/32")),
            0);
    alice.tunnel.addPeer(config).subscribe();
    exchange();
  }

  private void exchange() {
    alice.device.write(Packets.udp("10.0.0.1", "10.0.0.9", 60, number));
    world.settle();
    server.device.write(Packets.udp("10.0.0.9", "10.0.0.1", 60, number));
    world.settle();
    number++;
  }

  private byte[] strangersInitiation() {
    Random random = new Random(66);
    LocalIdentity stranger = new LocalIdentity(X25519.newPrivateKey(random));
    RemoteIdentity remote = new RemoteIdentity(server.key(), SecretKey.zero(), stranger);
    byte[] message = new byte[Messages.INITIATION_SIZE];
    new Handshake(stranger, remote)
        .createInitiation(message, 66, X25519.newPrivateKey(random), Tai64n.of(1, 0));
    new MacGenerator(remote).stamp(message, 0);
    return message;
  }

  private void flood(int perSecond, int tasks) {
    byte[] message = strangersInitiation();
    int source = 0;
    for (int tick = 0; tick < 1000; tick++) {
      for (int i = 0; i < perSecond / 1000; i++) {
        byte[] address = {
          (byte) 198, (byte) (18 + (source >> 16)), (byte) (source >> 8), (byte) source
        };
        network.inject(new Datagram(message, Endpoint.of(address, 1000, 0), SERVER));
        source++;
      }
      handshakes.allow(tasks);
      exchange();
      world.advance(Duration.ofMillis(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 100", "100000, 1"})
  void establishedTunnelsLoseNothing(int perSecond, int tasks) {
    connect();
    flood(perSecond, tasks);
    assertThat(server.device.delivered()).hasSize(1001);
    assertThat(alice.device.delivered()).hasSize(1001);
  }

  /** Each is refused in one of three ways, of which only the first costs an X25519. */
  @ParameterizedTest
  @CsvSource({"1000, 100, 1000", "100000, 1, 2000"})
  void theExpensiveWorkIsBounded(int perSecond, int tasks, int mostOpened) {
    connect();
    flood(perSecond, tasks);
    handshakes.allow(Integer.MAX_VALUE);
    world.advance(Duration.ofMillis(1));
    long opened = server.dropped(DropReason.BAD_HANDSHAKE);
    long cookies = server.dropped(DropReason.COOKIE_SENT);
    long unseen = server.dropped(DropReason.HANDSHAKE_QUEUE_FULL);
    assertThat(opened + cookies + unseen).isEqualTo(perSecond);
    assertThat(opened).isLessThanOrEqualTo(mostOpened);
    assertThat(
            network.seen().stream()
                .filter(datagram -> datagram.type() == Messages.RESPONSE)
                .count())
        .as("Alice's own")
        .isEqualTo(1);
  }

  /** A cookie reply is 64 bytes to an initiation's 148. */
  @ParameterizedTest
  @CsvSource({"1000, 100", "100000, 1"})
  void whatIsSentToOthersIsLessThanWhatCame(int perSecond, int tasks) {
    connect();
    flood(perSecond, tasks);
    long sent =
        network.seen().stream()
            .filter(datagram -> datagram.from().sameRemote(SERVER))
            .filter(datagram -> !datagram.to().sameRemote(Pair.ALICE))
            .mapToLong(datagram -> datagram.bytes().length)
            .sum();
    assertThat(sent).isLessThan(perSecond * 148L / 2);
  }
}
