package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One host that shapes several peers at once. */
class ManyPeersTest {
  private static final int PEERS = 4;

  private final World world = new World();
  private final MemoryNetwork network = new MemoryNetwork(world);
  private final Host relay = new Host(world, network, address(0), 1);
  private final List<Host> peers = new ArrayList<>();
  private final List<DaitaCounters> counters = new ArrayList<>();

  private static Endpoint address(int number) {
    return Endpoint.of(Packets.address("192.0.2." + (number + 1)), 1000 + number, 0);
  }

  private void peer(Machine... machines) {
    int number = peers.size() + 1;
    Host peer = new Host(world, network, address(number), 1 + number);
    relay.knows(peer, address(number), "10.0.0." + (number + 1) + "/32");
    peer.knows(relay, address(0), "10.0.0.1/32");
    peers.add(peer);
    counters.add(new DaitaCounters());
    send(number, 0);
    shape(peer, relay, new DaitaCounters());
    shape(relay, peer, counters.getLast(), machines);
  }

  private void shape(Host host, Host peer, DaitaCounters to, Machine... machines) {
    host.tunnel
        .shape(
            peer.key(), new DaitaShaper(Lab.settings(machines), Xoshiro256StarStar.fromSeed(3), to))
        .subscribe();
    world.settle();
  }

  private void send(int peer, int number) {
    relay.device.write(Packets.udp("10.0.0.1", "10.0.0." + (peer + 1), 100, number));
    world.settle();
  }

  private long sent(int peer) {
    return counters.get(peer - 1).events(TriggerEvent.TUNNEL_SENT);
  }

  @Test
  void theTransportsBatchIsToldToEachPeerOnce() {
    Machine blocking = Machines.once(Event.NORMAL_SENT, Machines.blocking(1, 100, false, false));
    peer(blocking);
    peer(blocking);
    peer();
    peer();
    world.advance(Duration.ofSeconds(3));
    send(1, 1);
    send(2, 1);
    world.advance(Duration.ofMillis(2));
    send(1, 2);
    send(2, 2);
    long[] before = new long[PEERS + 1];
    for (int peer = 1; peer <= PEERS; peer++) {
      before[peer] = sent(peer);
    }
    relay.transport.writable(false);
    relay.device.write(Packets.udp("10.0.0.1", "10.0.0.4", 100, 1));
    relay.device.write(Packets.udp("10.0.0.1", "10.0.0.5", 100, 1));
    world.settle();
    world.advance(Duration.ofMillis(200));
    relay.transport.writable(true);
    world.settle();

    for (int peer = 1; peer <= PEERS; peer++) {
      assertThat(sent(peer) - before[peer]).as("peer %d", peer).isEqualTo(1);
    }
  }
}
