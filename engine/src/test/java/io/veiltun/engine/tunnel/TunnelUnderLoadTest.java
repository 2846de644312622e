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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A server whose handshake queue fills faster than it empties (wireguard-protocol §6.4). Alice has
 * a session with it, Bob has none yet, strangers know its public key and flood it.
 */
class TunnelUnderLoadTest {
  private static final Endpoint SERVER = Pair.endpoint("192.0.2.9", 9999);
  private static final Endpoint ATTACKER = Pair.endpoint("203.0.113.66", 666);
  private static final int FLOOD = 600;

  private final World world = new World();
  private final MemoryNetwork network = new MemoryNetwork(world);
  private final Held handshakes = new Held(world);
  private final CustomHost server =
      new CustomHost(world, network, SERVER, handshakes, new Random(9)).connected();
  private final Host alice = new Host(world, network, Pair.ALICE, 1);
  private final Host bob = new Host(world, network, Pair.BOB, 2);

  /** A loop that can be kept from working. */
  private static final class Held implements Loop {
    private final World world;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean holding;

    Held(World world) {
      this.world = world;
    }

    @Override
    public void execute(Runnable task) {
      if (holding) {
        waiting.add(task);
      } else {
        world.execute(task);
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

    void hold() {
      holding = true;
    }

    void release() {
      holding = false;
      waiting.forEach(world::execute);
      waiting.clear();
      world.settle();
    }
  }

  @BeforeEach
  void aliceIsConnected() {
    server.knows(alice.key(), null, 0, "10.0.0.1/32").knows(bob.key(), null, 0, "10.0.0.2/32");
    alice.tunnel.addPeer(serverAsPeer()).subscribe();
    bob.tunnel.addPeer(serverAsPeer()).subscribe();
    alice.device.write(Packets.udp("10.0.0.1", "10.0.0.9", 60, 0));
    world.settle();
    assertThat(server.device.delivered()).hasSize(1);
  }

  private PeerConfig serverAsPeer() {
    return new PeerConfig(
        "server",
        server.key(),
        SecretKey.zero(),
        SERVER,
        List.of(IpPrefix.parse("10.0.0.9/32")),
        0);
  }

  /** An initiation with a right mac1 from someone who is no peer. */
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

  private void flood() {
    byte[] message = strangersInitiation();
    for (int i = 0; i < FLOOD; i++) {
      network.inject(new Datagram(message, Pair.endpoint("198.51.100.7", 1000 + i), SERVER));
    }
    world.settle();
  }

  private List<Datagram> fromServer(int type, Endpoint to) {
    return network.seen().stream()
        .filter(datagram -> datagram.from().sameRemote(SERVER) && datagram.type() == type)
        .filter(datagram -> datagram.to().sameRemote(to))
        .toList();
  }

  @Test
  void anEstablishedTunnelKeepsWorkingWhileHandshakesWait() {
    handshakes.hold();
    flood();
    alice.device.write(Packets.udp("10.0.0.1", "10.0.0.9", 60, 1));
    world.settle();
    server.device.write(Packets.udp("10.0.0.9", "10.0.0.1", 60, 2));
    world.settle();
    assertThat(server.device.delivered()).hasSize(2);
    assertThat(alice.device.delivered()).hasSize(1);
  }

  @Test
  void underLoadEveryoneWithoutACookieGetsOneAndNothingElse() {
    handshakes.hold();
    flood();
    bob.device.write(Packets.udp("10.0.0.2", "10.0.0.9", 60, 1));
    world.settle();
    handshakes.release();
    assertThat(server.dropped(DropReason.COOKIE_SENT)).isEqualTo(FLOOD + 1);
    assertThat(fromServer(Messages.COOKIE_REPLY, Pair.BOB)).hasSize(1);
    assertThat(fromServer(Messages.RESPONSE, Pair.BOB)).isEmpty();
    assertThat(bob.tunnel.status().peers().getFirst().received().datagramBytes())
        .as("a cookie reply is not the peer's traffic")
        .isZero();
  }

  @Test
  void theRightCookieLetsAnInitiatorInWhileTheLoadLasts() {
    handshakes.hold();
    flood();
    bob.device.write(Packets.udp("10.0.0.2", "10.0.0.9", 60, 1));
    world.settle();
    // The attacker relays the cookie reply: its address must not become the server's.
    network.path(datagram ->
        datagram.type() == Messages.COOKIE_REPLY
            ? List.of(new Datagram(datagram.bytes(), ATTACKER, datagram.to()))
            : List.of(datagram));
    handshakes.release();
    assertThat(bob.tunnel.status().peers().getFirst().endpoint()).isEqualTo(SERVER);
    int initiations = initiationsOfBob();
    assertThat(initiations).as("no answer to a cookie before the retry is due").isEqualTo(1);

    world.advance(Duration.ofMillis(4_900));
    handshakes.hold();
    flood();
    world.advance(Duration.ofMillis(500));
    handshakes.release();
    assertThat(initiationsOfBob()).isEqualTo(2);
    assertThat(server.dropped(DropReason.COOKIE_SENT)).isEqualTo(2 * FLOOD + 1);
    assertThat(server.device.delivered()).as("Bob's packet waited for this").hasSize(2);
  }

  private int initiationsOfBob() {
    return (int)
        network.seen().stream()
            .filter(datagram -> datagram.from().sameRemote(Pair.BOB))
            .filter(datagram -> datagram.type() == Messages.INITIATION)
            .count();
  }

  @Test
  void aFullHandshakeQueueDropsWhatComesAndRecovers() {
    handshakes.hold();
    byte[] message = strangersInitiation();
    for (int i = 0; i < HandshakeQueue.CAPACITY + 100; i++) {
      network.inject(new Datagram(message, ATTACKER, SERVER));
    }
    world.settle();
    assertThat(server.dropped(DropReason.HANDSHAKE_QUEUE_FULL)).isEqualTo(100);
    handshakes.release();
    world.advance(Duration.ofSeconds(2));
    bob.device.write(Packets.udp("10.0.0.2", "10.0.0.9", 60, 1));
    world.settle();
    assertThat(server.device.delivered()).hasSize(2);
  }
}
