package io.veiltun.multihop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Only the hop's datagrams to our address and port pass; all else has a name. */
class DecapsulationTest {
  private static final int OUR_PORT = 50_000;
  private static final int HOP_PORT = 51_820;
  private static final byte[] PAYLOAD = "a datagram of the hop, 31 bytes".getBytes(US_ASCII);

  private final Drops drops = new Drops();
  private final List<Integer> reported = new ArrayList<>();

  private static byte[] ours(int version) {
    return Packets.address(version == 4 ? "10.64.0.2" : "fc00:bbbb::2");
  }

  private static byte[] hop(int version) {
    return Packets.address(version == 4 ? "198.51.100.7" : "2001:db8::7");
  }

  private static byte[] router(int version) {
    return Packets.address(version == 4 ? "203.0.113.1" : "2001:db8:ffff::1");
  }

  private HopLink link(int version) {
    Endpoint endpoint = Endpoint.of(hop(version), HOP_PORT, 0);
    return new HopLink(ours(version), OUR_PORT, endpoint, 1440, 1, () -> 0, drops, reported::add);
  }

  private PacketBatch receive(int version, byte[] packet) {
    HopLink link = link(version);
    link.deliver(Flux.just(Packets.batch(packet)));
    return Objects.requireNonNull(link.receive().blockFirst());
  }

  private static byte[] good(int version) {
    return Packets.udp(hop(version), HOP_PORT, ours(version), OUR_PORT, PAYLOAD);
  }

  private void assertPasses(int version, byte[] packet) {
    PacketBatch batch = receive(version, packet);
    assertThat(batch.isDropped(0)).isFalse();
    assertThat(Packets.bytes(batch, 0)).isEqualTo(PAYLOAD);
  }

  private void assertDropped(int version, byte[] packet, DropReason reason) {
    long before = drops.total(reason);
    assertThat(receive(version, packet).isDropped(0)).isTrue();
    assertThat(drops.total(reason)).as("%s", reason).isEqualTo(before + 1);
  }

  private static byte[] changed(byte[] packet, UnaryOperator<ByteBuffer> change) {
    byte[] copy = change.apply(ByteBuffer.wrap(packet.clone())).array();
    return copy[0] >>> 4 == 4 ? Packets.withHeaderChecksum(copy) : copy;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32_768, 65_535})
  void everyPortIsAPortLikeAnyOther(int port) {
    for (int version : new int[] {4, 6}) {
      Endpoint endpoint = Endpoint.of(hop(version), port, 0);
      HopLink link =
          new HopLink(ours(version), port, endpoint, 1440, 1, () -> 0, drops, reported::add);
      byte[] packet = Packets.udp(hop(version), port, ours(version), port, PAYLOAD);
      link.deliver(Flux.just(Packets.batch(packet)));
      PacketBatch batch = Objects.requireNonNull(link.receive().blockFirst());
      assertThat(batch.isDropped(0)).isFalse();
      assertThat(Packets.bytes(batch, 0)).isEqualTo(PAYLOAD);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void paddingBehindThePacketIsCut(int version) {
    byte[] packet = good(version);
    assertPasses(version, packet);
    assertPasses(version, Arrays.copyOf(packet, packet.length + 1));
    assertPasses(version, Arrays.copyOf(packet, 1440));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aWrongAddressOrPortIsNotFromTheHop(int version) {
    byte[] us = ours(version);
    byte[] hop = hop(version);
    byte[] other = router(version);
    byte[][] wrong = {
      Packets.udp(other, HOP_PORT, us, OUR_PORT, PAYLOAD),
      Packets.udp(hop, HOP_PORT + 1, us, OUR_PORT, PAYLOAD),
      Packets.udp(hop, HOP_PORT, other, OUR_PORT, PAYLOAD),
      Packets.udp(hop, HOP_PORT, us, OUR_PORT + 1, PAYLOAD),
      Packets.udp(us, OUR_PORT, hop, HOP_PORT, PAYLOAD),
    };
    for (byte[] packet : wrong) {
      assertDropped(version, packet, DropReason.NOT_FROM_HOP);
    }
    int otherVersion = 10 - version;
    assertDropped(version, good(otherVersion), DropReason.NOT_FROM_HOP);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void addressesThatDifferInOneBitAreNotFromTheHop(int version) {
    int first = version == 4 ? 12 : 8;
    int size = version == 4 ? 8 : 32;
    for (int bit = 0; bit < (size + 4) * 8; bit++) {
      int at = first + bit / 8;
      int mask = 1 << bit % 8;
      byte[] packet = changed(good(version), bytes -> bytes.put(at, (byte) (bytes.get(at) ^ mask)));
      assertDropped(version, packet, DropReason.NOT_FROM_HOP);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void otherProtocolsAreNotFromTheHop(int version) {
    for (int protocol : new int[] {0, 1, 6, 43, 50, 58, 60, 132, 255}) {
      byte[] packet = Packets.ip(hop(version), ours(version), protocol, new byte[40]);
      assertDropped(version, packet, DropReason.NOT_FROM_HOP);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void everyTruncationIsDropped(int version) {
    byte[] packet = good(version);
    int header = version == 4 ? 20 : 40;
    for (int length = 0; length < packet.length; length++) {
      DropReason reason = length < header ? DropReason.NOT_IP : DropReason.MALFORMED_IP;
      assertDropped(version, Arrays.copyOf(packet, length), reason);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aUdpLengthOtherThanTheRestOfThePacketIsMalformed(int version) {
    int at = (version == 4 ? 20 : 40) + 4;
    for (int length : new int[] {0, 7, 8, 38, 40, 65_535}) {
      byte[] packet = changed(good(version), bytes -> bytes.putShort(at, (short) length));
      assertDropped(version, packet, DropReason.MALFORMED_IP);
    }
    byte[] noUdp = Packets.ip(hop(version), ours(version), 17, new byte[7]);
    assertDropped(version, noUdp, DropReason.MALFORMED_IP);
  }

  @Test
  void theDontFragmentFlagMeansNothingHere() {
    assertPasses(4, changed(good(4), bytes -> bytes.putShort(6, (short) 0x4000)));
  }

  @Test
  void ipv4OptionsAreSkippedAndABrokenHeaderChecksumIsMalformed() {
    byte[] plain = good(4);
    ByteBuffer options = ByteBuffer.allocate(plain.length + 4);
    options.put(plain, 0, 20).putInt(0x01010100).put(plain, 20, plain.length - 20);
    options.put(0, (byte) 0x46).putShort(2, (short) options.capacity());
    assertPasses(4, Packets.withHeaderChecksum(options.array()));
    byte[] broken = good(4);
    broken[8] ^= 1;
    assertDropped(4, broken, DropReason.MALFORMED_IP);
  }

  private static byte[] tooBig(int version, int mtu, byte[] quoted) {
    return Packets.icmp(
        router(version), ours(version), version == 4 ? 3 : 2, version == 4 ? 4 : 0, mtu, quoted);
  }

  private static byte[] ourDatagram(int version) {
    return Packets.udp(ours(version), OUR_PORT, hop(version), HOP_PORT, new byte[600]);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aTooBigAboutOurDatagramIsReportedFromThePathAndFromTheOuterTunnel(int version) {
    byte[] error = tooBig(version, 1400, ourDatagram(version));
    assertThat(receive(version, error).isDropped(0)).isTrue();
    assertThat(reported).containsExactly(1400);
    byte[] shortest = Arrays.copyOf(ourDatagram(version), version == 4 ? 28 : 48);
    PacketBatch batch = Packets.batch(tooBig(version, 1300, shortest));
    link(version).answer(batch.memory(), batch.offset(0), batch.length(0));
    assertThat(reported).containsExactly(1400, 1300);
    for (DropReason reason : DropReason.values()) {
      assertThat(drops.total(reason)).as("%s", reason).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aTooBigThatIsNotOursOrNotUsableIsNotBelieved(int version) {
    byte[] us = ours(version);
    byte[] hop = hop(version);
    byte[] datagram = ourDatagram(version);
    byte[] wrongSum = tooBig(version, 1400, datagram);
    wrongSum[wrongSum.length - 1] ^= 1;
    int type = version == 4 ? 3 : 1;
    byte[][] packets = {
      wrongSum,
      tooBig(version, 1440, datagram),
      tooBig(version, 0, datagram),
      tooBig(version, version == 4 ? 575 : 1279, datagram),
      tooBig(version, version == 4 ? 65_535 : -1, datagram),
      tooBig(version, 1400, Arrays.copyOf(datagram, version == 4 ? 27 : 47)),
      tooBig(version, 1400, new byte[0]),
      tooBig(version, 1400, Packets.reply(datagram)),
      tooBig(version, 1400, Packets.udp(us, OUR_PORT + 1, hop, HOP_PORT, new byte[9])),
      tooBig(version, 1400, Packets.udp(us, OUR_PORT, hop, HOP_PORT + 1, new byte[9])),
      tooBig(version, 1400, Packets.udp(us, OUR_PORT, router(version), HOP_PORT, new byte[9])),
      tooBig(version, 1400, ourDatagram(10 - version)),
      Packets.icmp(router(version), us, type, 1, 1400, datagram),
      Packets.icmp(
          router(version), hop, version == 4 ? 3 : 2, version == 4 ? 4 : 0, 1400, datagram),
    };
    for (byte[] packet : packets) {
      assertDropped(version, packet, DropReason.NOT_FROM_HOP);
      PacketBatch batch = Packets.batch(packet);
      link(version).answer(batch.memory(), batch.offset(0), batch.length(0));
    }
    assertThat(reported).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void garbageNeverThrowsAndNothingOfItPasses(int version) {
    long seed = 51L + version;
    SplittableRandom random = new SplittableRandom(seed);
    Decapsulation decapsulation = decapsulation(version);
    PacketBatch batch = Packets.batch(new byte[256]);
    int offset = batch.offset(0);
    byte[] good = good(version);
    byte[] error = tooBig(version, 1400, Arrays.copyOf(ourDatagram(version), 60));
    int passed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = garbage(random, good, error);
      MemorySegment.copy(bytes, 0, batch.memory(), ValueLayout.JAVA_BYTE, offset, bytes.length);
      batch.clear();
      batch.add(offset, bytes.length, 0, (int) batch.memory().byteSize());
      decapsulation.apply(batch, 1440);
      if (!batch.isDropped(0)) {
        passed++;
        assertThat(batch.offset(0) + batch.length(0))
            .as("seed %d, packet %d", seed, i)
            .isLessThanOrEqualTo(offset + bytes.length);
      }
    }
    // Some mutations hit only the payload or fields without meaning here.
    assertThat(passed).as("seed %d", seed).isBetween(1, 99_999);
  }

  private Decapsulation decapsulation(int version) {
    DatagramHeader header =
        version == 4
            ? new DatagramHeader4(ours(4), OUR_PORT, hop(4), HOP_PORT, 0)
            : new DatagramHeader6(ours(6), OUR_PORT, hop(6), HOP_PORT, 0);
    return new Decapsulation(
        header,
        Endpoint.of(hop(version), HOP_PORT, 0),
        new Reassembly(1440, () -> 0, drops.received()),
        drops.received(),
        reported::add);
  }

  /** Noise, or a good packet with some bytes changed and perhaps cut; headers often repaired. */
  private static byte[] garbage(SplittableRandom random, byte[] good, byte[] error) {
    byte[] bytes;
    if (random.nextInt(4) == 0) {
      bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      return bytes;
    }
    byte[] start = random.nextBoolean() ? good : error;
    bytes = Arrays.copyOf(start, random.nextInt(4) == 0 ? random.nextInt(200) : start.length);
    for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    boolean repair = bytes.length >= 20 && bytes[0] >>> 4 == 4 && random.nextBoolean();
    return repair ? Packets.withHeaderChecksum(bytes) : bytes;
  }
}
