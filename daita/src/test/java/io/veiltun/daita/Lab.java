package io.veiltun.daita;

import io.veiltun.daita.DaitaSettings.Budget;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Alice, whose tunnel is shaped, and Bob, in memory under a moved clock. A packet's number tells it
 * from others on arrival.
 */
final class Lab {
  static final Endpoint ALICE = Endpoint.of(Packets.address("192.0.2.1"), 1111, 0);
  static final Endpoint BOB = Endpoint.of(Packets.address("192.0.2.2"), 2222, 0);
  static final int SIZE = Host.MTU + 32;
  private static final int TRANSPORT = 4;

  final World world = new World();
  final MemoryNetwork network = new MemoryNetwork(world);
  final Host alice;
  final Host bob;
  final DaitaCounters counters = new DaitaCounters();
  final DaitaCounters bobCounters = new DaitaCounters();

  /** Two ends that know each other and have a session, so that nothing but the test sends. */
  Lab() {
    this(Host.MTU, Host.MTU);
  }

  Lab(int mtuOfAlice, int mtuOfBob) {
    alice = new Host(world, network, ALICE, 1, mtuOfAlice);
    bob = new Host(world, network, BOB, 2, mtuOfBob);
    alice.knows(bob, BOB, "10.0.0.2/32", "fd00::2/128");
    bob.knows(alice, ALICE, "10.0.0.1/32", "fd00::1/128");
  }

  /** A lab whose ends both shape, Alice with {@code machines}, Bob with constant sizes only. */
  static Lab shaped(Machine... machines) {
    return shaped(settings(machines));
  }

  static Lab shaped(DaitaSettings settings) {
    Lab lab = new Lab();
    lab.aliceSends(100, 0);
    lab.shape(lab.alice, lab.bob, DaitaSettings.sizeOnly(), new DaitaCounters(), 10);
    lab.shapeBob(DaitaSettings.sizeOnly());
    lab.shapeAlice(settings);
    lab.forget();
    return lab;
  }

  static DaitaSettings settings(Machine... machines) {
    return DaitaSettings.of(compiled(machines), new Limits(0, 0));
  }

  static DaitaSettings settings(Budget budget, Optional<Duration> sleep, Machine... machines) {
    return new DaitaSettings(
        compiled(machines), new Limits(0, 0), budget, sleep, true, DaitaSettings.DEFAULT_MAX_DELAY);
  }

  static List<CompiledMachine> compiled(Machine... machines) {
    return Stream.of(machines).map(Lab::compiled).toList();
  }

  private static CompiledMachine compiled(Machine machine) {
    try {
      return CompiledMachine.of(machine);
    } catch (InvalidMachineException e) {
      throw new IllegalArgumentException(e);
    }
  }

  DaitaShaper shapeAlice(DaitaSettings settings) {
    return shape(alice, bob, settings, counters, 11);
  }

  DaitaShaper shapeBob(DaitaSettings settings) {
    return shape(bob, alice, settings, bobCounters, 12);
  }

  private DaitaShaper shape(
      Host host, Host peer, DaitaSettings settings, DaitaCounters counters, long seed) {
    DaitaShaper shaper = new DaitaShaper(settings, Xoshiro256StarStar.fromSeed(seed), counters);
    shape(host, peer, shaper);
    return shaper;
  }

  void shape(Host host, Host peer, Shaper shaper) {
    host.tunnel.shape(peer.key(), shaper).subscribe();
    world.settle();
  }

  /** Alice's application sends a packet; what follows at once happens. */
  void aliceSends(int length, int number) {
    alice.device.write(Packets.udp("10.0.0.1", "10.0.0.2", length, number));
    world.settle();
  }

  void bobSends(int length, int number) {
    bob.device.write(Packets.udp("10.0.0.2", "10.0.0.1", length, number));
    world.settle();
  }

  void advance(long millis) {
    world.advance(Duration.ofMillis(millis));
  }

  void settle() {
    world.settle();
  }

  /** Forgets what was seen and delivered so far. */
  void forget() {
    network.seen().clear();
    bob.device.delivered().clear();
    alice.device.delivered().clear();
  }

  /** The lengths of the transport messages Alice has sent since {@link #forget}. */
  List<Integer> fromAlice() {
    return sizes(ALICE);
  }

  List<Integer> fromBob() {
    return sizes(BOB);
  }

  private List<Integer> sizes(Endpoint source) {
    return network.seen().stream()
        .filter(datagram -> datagram.type() == TRANSPORT && datagram.from().sameRemote(source))
        .map(datagram -> datagram.bytes().length)
        .toList();
  }

  /** How many transport messages Alice has sent since {@link #forget}. */
  int sent() {
    return fromAlice().size();
  }

  /** The numbers of the packets Bob's applications got, in order. */
  List<Integer> delivered() {
    return bob.device.delivered().stream().map(Lab::number).toList();
  }

  static int number(byte[] packet) {
    return ByteBuffer.wrap(packet).order(ByteOrder.BIG_ENDIAN).getInt(28);
  }
}
