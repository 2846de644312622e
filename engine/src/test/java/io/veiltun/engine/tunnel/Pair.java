package io.veiltun.engine.tunnel;

import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.packet.Endpoint;
import java.util.List;

/**
 * Alice (10.0.0.1, fd00::1) and Bob (10.0.0.2, fd00::2), who know each other's key and endpoint.
 */
final class Pair {
  static final Endpoint ALICE = endpoint("192.0.2.1", 1111);
  static final Endpoint BOB = endpoint("192.0.2.2", 2222);

  final World world = new World();
  final MemoryNetwork network = new MemoryNetwork(world);
  final Host alice = new Host(world, network, ALICE, 1);
  final Host bob = new Host(world, network, BOB, 2);

  static Pair connected() {
    Pair pair = new Pair();
    pair.alice.knows(pair.bob, BOB, "10.0.0.2/32", "fd00::2/128");
    pair.bob.knows(pair.alice, ALICE, "10.0.0.1/32", "fd00::1/128");
    return pair;
  }

  static Endpoint endpoint(String address, int port) {
    return Endpoint.of(Packets.address(address), port, 0);
  }

  byte[] toBob(int length, int number) {
    return Packets.udp("10.0.0.1", "10.0.0.2", length, number);
  }

  byte[] toAlice(int length, int number) {
    return Packets.udp("10.0.0.2", "10.0.0.1", length, number);
  }

  /** Alice's application sends and everything that follows at once happens. */
  void aliceSends(byte[] packet) {
    alice.device.write(packet);
    world.settle();
  }

  void bobSends(byte[] packet) {
    bob.device.write(packet);
    world.settle();
  }

  /** Messages of one WireGuard type on the wire so far. */
  List<MemoryNetwork.Datagram> seen(int type) {
    return network.seen().stream().filter(datagram -> datagram.type() == type).toList();
  }

  List<MemoryNetwork.Datagram> seenFrom(Endpoint source, int type) {
    return seen(type).stream().filter(datagram -> datagram.from().sameRemote(source)).toList();
  }
}
