package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryDevice;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.MemoryTransport;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.PeerConfig;
import io.veiltun.engine.tunnel.TunnelRuntime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client with a chain, and one relay per hop, in memory. Each relay forwards what is not its own
 * as a router does: packets that leave its tunnel go to the network as datagrams, datagrams to a
 * client's inner address go back into it.
 */
class ChainTest {
  private static final int PATH_MTU = 1500;
  private static final Endpoint CLIENT = at("192.0.2.1", 1111);

  private final World world = new World();
  private final MemoryNetwork network = new MemoryNetwork(world);
  private final List<Relay> relays = new ArrayList<>();
  private final List<Drops> drops = new ArrayList<>();
  private int identification;
  private int fragmented;

  private static Endpoint at(String address, int port) {
    return Endpoint.of(Packets.address(address), port, 0);
  }

  private record Client(MemoryDevice device, Chain chain) {}

  /** A relay: a host whose device is a router between its tunnel and the network. */
  private final class Relay {
    final int number;
    final Endpoint endpoint;
    final Host host;
    final String inner;
    int forwarded;

    Relay(int number, boolean ipv4, int mtu) {
      this.number = number;
      endpoint = at(ipv4 ? "198.51.100." + number : "2001:db8::" + number, 51820);
      inner = "10.6." + number + ".2";
      host = new Host(world, network, endpoint, 100 + number, mtu);
      world.pump(this::route);
    }

    /**
     * Packets from the tunnel whose destination is another relay become datagrams on the network.
     */
    private boolean route() {
      List<byte[]> packets = host.device.delivered();
      boolean any = false;
      while (forwarded < packets.size()) {
        Datagram datagram = datagramIn(packets.get(forwarded++));
        if (datagram != null) {
          network.inject(datagram);
          any = true;
        }
      }
      return any;
    }
  }

  private static @Nullable Datagram datagramIn(byte[] packet) {
    boolean ipv4 = packet[0] >>> 4 == 4;
    int header = ipv4 ? 20 : 40;
    int protocol = ipv4 ? packet[9] : packet[6];
    int destinationPort = (packet[header + 2] & 0xFF) << 8 | (packet[header + 3] & 0xFF);
    if (protocol != 17 || destinationPort != 51820) {
      return null;
    }
    int sourcePort = (packet[header] & 0xFF) << 8 | (packet[header + 1] & 0xFF);
    int size = ipv4 ? 4 : 16;
    int from = ipv4 ? 12 : 8;
    return new Datagram(
        Arrays.copyOfRange(packet, header + 8, packet.length),
        Endpoint.of(Arrays.copyOfRange(packet, from, from + size), sourcePort, 0),
        Endpoint.of(Arrays.copyOfRange(packet, from + size, from + 2 * size), destinationPort, 0));
  }

  /** Answers that a relay sends to a client's inner address arrive at the relay that owns it. */
  private List<Datagram> routeBack(Datagram datagram) {
    for (Relay relay : relays) {
      if (isInner(relay, datagram.to())) {
        byte[] packet = udpPacket(datagram);
        int mtu = relay.host.device.mtu();
        List<byte[]> pieces =
            packet.length > mtu ? Fragments.of(packet, mtu, identification++) : List.of(packet);
        fragmented += pieces.size() - 1;
        pieces.forEach(relay.host.device::write);
        return List.of();
      }
    }
    return List.of(datagram);
  }

  private static boolean isInner(Relay relay, Endpoint to) {
    return Arrays.equals(to.address(), Packets.address(relay.inner))
        || Arrays.equals(to.address(), Packets.address("fd06:" + relay.number + "::2"));
  }

  private static byte[] udpPacket(Datagram datagram) {
    String from = text(datagram.from());
    String to = text(datagram.to());
    int header = datagram.from().isIpv4() ? 28 : 48;
    byte[] packet = Packets.udp(from, to, header + datagram.bytes().length, 1);
    System.arraycopy(datagram.bytes(), 0, packet, header, datagram.bytes().length);
    packet[header - 8] = (byte) (datagram.from().port() >>> 8);
    packet[header - 7] = (byte) datagram.from().port();
    packet[header - 6] = (byte) (datagram.to().port() >>> 8);
    packet[header - 5] = (byte) datagram.to().port();
    return packet;
  }

  private static String text(Endpoint endpoint) {
    try {
      return InetAddress.getByAddress(endpoint.address()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SecretKey clientKey(int hop) {
    byte[] bytes = new byte[32];
    new Random(1000 + hop).nextBytes(bytes);
    return X25519.clamp(bytes);
  }

  /** Builds relays and client; {@code families} has one character a hop: 4 or 6. */
  private Client chain(String families) {
    return chain(families, PATH_MTU - 80);
  }

  private Client chain(String families, int mtuBeforeExit) {
    List<Hop> hops = new ArrayList<>();
    List<IpFamily> hopFamilies = new ArrayList<>();
    for (int i = 0; i < families.length(); i++) {
      boolean ipv4 = families.charAt(i) == '4';
      boolean last = i == families.length() - 1;
      Relay relay = new Relay(i + 1, ipv4, last ? PATH_MTU - 80 : mtuBeforeExit);
      relays.add(relay);
      hopFamilies.add(ipv4 ? IpFamily.IPV4 : IpFamily.IPV6);
      drops.add(new Drops());
      SecretKey key = clientKey(i);
      relay.host.tunnel.addPeer(clientOf(relay, key, i)).subscribe();
      hops.add(hop(relay, key, i, last));
    }
    network.path(this::routeBack);
    ChainMtu mtu = new ChainMtu(PATH_MTU, hopFamilies);
    MemoryDevice device = new MemoryDevice(world, mtu.tunMtu(), mtu.headroom(), mtu.tailroom());
    MemoryTransport transport = new MemoryTransport(world, network, CLIENT);
    TunnelRuntime runtime =
        new TunnelRuntime(
            world,
            world,
            new Inline(world),
            world,
            world,
            new Random(9),
            AeadProviders.select(null));
    return new Client(device, Chain.connect(hops, mtu, device, transport, runtime, drops));
  }

  /** Runs handshake-thread tasks at once, so that a blocking call from the test thread returns. */
  private record Inline(World world) implements Loop {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
      world.schedule(task, delayNanos);
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }

  private static PeerConfig clientOf(Relay relay, SecretKey key, int i) {
    return new PeerConfig(
        "client",
        X25519.publicKey(key),
        SecretKey.zero(),
        null,
        List.of(
            IpPrefix.parse(relay.inner + "/32"),
            IpPrefix.parse("fd06:" + (i + 1) + "::2/128"),
            IpPrefix.parse("10.9.9.9/32")),
        0);
  }

  private static Hop hop(Relay relay, SecretKey key, int i, boolean last) {
    return new Hop(
        "hop" + (i + 1),
        key,
        relay.host.key(),
        SecretKey.zero(),
        relay.endpoint,
        List.of(Packets.address(relay.inner), Packets.address("fd06:" + (i + 1) + "::2")),
        last ? List.of(IpPrefix.parse("0.0.0.0/0")) : List.of(),
        0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "44", "46", "64", "66", "464", "44444444", "66666666"})
  void packetsOfEverySizePassTheWholeChainBothWays(String families) {
    Client client = chain(families);
    MemoryDevice device = client.device();
    client.chain().start();
    world.settle();
    Relay exit = relays.getLast();
    int mtu = device.mtu();
    int passed = exit.host.device.delivered().size();
    for (int length = 28; length <= mtu; length += 7) {
      byte[] packet = Packets.udp("10.9.9.9", "203.0.113.5", length, length);
      device.write(packet);
      world.settle();
      assertThat(exit.host.device.delivered().get(passed++)).isEqualTo(packet);
      byte[] answer = Packets.udp("203.0.113.5", "10.9.9.9", length, length);
      exit.host.device.write(answer);
      world.settle();
      assertThat(device.delivered().getLast()).isEqualTo(answer);
    }
    byte[] largest = Packets.udp("10.9.9.9", "203.0.113.5", mtu, 1);
    device.write(largest);
    world.settle();
    assertThat(exit.host.device.delivered().get(passed)).isEqualTo(largest);
    byte[] largestBack = Packets.udp("203.0.113.5", "10.9.9.9", mtu, 2);
    exit.host.device.write(largestBack);
    world.settle();
    assertThat(device.delivered().getLast()).isEqualTo(largestBack);
    assertThat(fragmented).as("pieces that no relay had to make").isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"44", "46", "64", "66", "464", "646"})
  void packetsOfEverySizeComeBackThroughRelaysThatFragment(String families) {
    Client client = chain(families, 1280);
    MemoryDevice device = client.device();
    client.chain().start();
    world.settle();
    Relay exit = relays.getLast();
    device.write(Packets.udp("10.9.9.9", "203.0.113.5", 100, 1));
    world.settle();
    List<byte[]> answers = new ArrayList<>();
    for (int length = 28; length <= device.mtu(); length += 3) {
      answers.add(Packets.udp("203.0.113.5", "10.9.9.9", length, length));
    }
    answers.add(Packets.udp("203.0.113.5", "10.9.9.9", device.mtu(), 1));
    answers.forEach(exit.host.device::write);
    world.settle();
    assertThat(device.delivered()).containsExactlyElementsOf(answers);
    assertThat(fragmented).isPositive();
    for (Drops hop : drops) {
      assertThat(hop.total(DropReason.FRAGMENT)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"44", "46", "64", "66", "444"})
  void theClientsLinkShowsOnlyDatagramsToTheEntryThatFitThePath(String families) {
    Client client = chain(families);
    MemoryDevice device = client.device();
    client.chain().start();
    for (int i = 0; i < 200; i++) {
      device.write(Packets.udp("10.9.9.9", "203.0.113.5", device.mtu() - i, i));
      world.settle();
    }
    world.advance(Duration.ofMinutes(5));
    int outside = families.charAt(0) == '4' ? 28 : 48;
    assertThat(network.seen())
        .filteredOn(datagram -> datagram.from().sameRemote(CLIENT))
        .isNotEmpty()
        .allSatisfy(datagram -> {
          assertThat(datagram.to()).isEqualTo(relays.getFirst().endpoint);
          assertThat(datagram.bytes().length + outside).isLessThanOrEqualTo(PATH_MTU);
        });
  }

  @Test
  void allHopsAreReadyAfterOneHandshakeEachWithoutARetry() {
    Chain chain = chain("444").chain();
    boolean[] ready = {false};
    chain.established().subscribe(_ -> {}, _ -> {}, () -> ready[0] = true);
    chain.start();
    world.settle();
    assertThat(ready[0]).as("no time has passed").isTrue();
    for (Relay relay : relays) {
      assertThat(relay.host.tunnel.status().peers().getFirst().handshakes().completed())
          .isEqualTo(1);
    }
  }

  @Test
  void anExitThatIsReachedBeforeTheEntryAnswersLosesNothing() {
    Client client = chain("44");
    MemoryDevice device = client.device();
    List<Datagram> held = new ArrayList<>();
    network.path(datagram -> {
      held.add(datagram);
      return List.of();
    });
    client.chain().start();
    device.write(Packets.udp("10.9.9.9", "203.0.113.5", 100, 1));
    world.settle();
    assertThat(held).as("only the entry's initiation is on the wire").hasSize(1);
    network.path(this::routeBack);
    held.forEach(network::inject);
    world.settle();
    assertThat(relays.getLast().host.device.delivered()).hasSize(1);
  }

  @Test
  void whenTheEntryDiesNothingLeavesButInitiationsToTheEntry() {
    Client client = chain("44");
    MemoryDevice device = client.device();
    client.chain().start();
    world.settle();
    network.path(datagram -> List.of());
    int before = network.seen().size();
    for (int i = 0; i < 600; i++) {
      device.write(Packets.udp("10.9.9.9", "203.0.113.5", 100, i));
      world.advance(Duration.ofSeconds(1));
    }
    assertThat(network.seen().subList(before, network.seen().size()))
        .filteredOn(datagram -> datagram.from().sameRemote(CLIENT))
        .allSatisfy(datagram -> assertThat(datagram.to()).isEqualTo(relays.getFirst().endpoint));
    network.path(this::routeBack);
    byte[] packet = Packets.udp("10.9.9.9", "203.0.113.5", 100, 7777);
    device.write(packet);
    world.advance(Duration.ofSeconds(12));
    assertThat(relays.getLast().host.device.delivered())
        .anySatisfy(p -> assertThat(p).isEqualTo(packet));
  }

  @Test
  void tenMinutesWithRekeysOfAllHopsLoseNothing() {
    Client client = chain("464");
    MemoryDevice device = client.device();
    client.chain().start();
    world.settle();
    int before = relays.getLast().host.device.delivered().size();
    int sent = 0;
    for (int tick = 0; tick < 6000; tick++) {
      device.write(Packets.udp("10.9.9.9", "203.0.113.5", 200, sent++));
      world.advance(Duration.ofMillis(100));
    }
    assertThat(relays.getLast().host.device.delivered()).hasSize(before + sent);
    assertThat(relays.getLast().host.tunnel.status().peers().getFirst().handshakes().completed())
        .isGreaterThanOrEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"44,1360", "46,1328", "64,1360", "66,1328", "4,1420", "6,1420"})
  void aPacketAboveTheTunMtuIsAnsweredWithThatMtu(String families, int mtu) {
    Client client = chain(families);
    MemoryDevice device = client.device();
    client.chain().start();
    world.settle();
    assertThat(device.mtu()).isEqualTo(mtu);
    device.write(Packets.udp("10.9.9.9", "203.0.113.5", mtu + 1, 1));
    world.settle();
    assertThat(device.answers()).hasSize(1);
    byte[] answer = device.answers().getFirst();
    assertThat(answer[20]).as("destination unreachable").isEqualTo((byte) 3);
    assertThat(answer[21]).as("fragmentation needed").isEqualTo((byte) 4);
    assertThat((answer[26] & 0xFF) << 8 | (answer[27] & 0xFF)).isEqualTo(mtu);
    assertThat(drops.getLast().sent().total(DropReason.TOO_BIG)).isEqualTo(1);
  }
}
