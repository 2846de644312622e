package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.DropReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments that contradict each other, make no sense or are not the hop's. */
class ReassemblyFaultsTest extends FragmentedHop {
  /** Sends {@code bad} after {@code before}; then the whole datagram must be gone, for a while. */
  private void assertBreaks(int version, List<byte[]> before, byte[] bad, byte[]... rest) {
    Decapsulation link = decapsulation(version);
    long countedBefore = drops.total(DropReason.FRAGMENT);
    for (byte[] fragment : before) {
      assertThat(receive(link, fragment)).isEmpty();
    }
    assertThat(drops.total(DropReason.FRAGMENT)).isEqualTo(countedBefore);
    assertThat(receive(link, bad)).isEmpty();
    assertThat(receive(link, rest)).isEmpty();
    assertThat(drops.total(DropReason.FRAGMENT))
        .as("every fragment is counted once")
        .isEqualTo(countedBefore + before.size() + 1 + rest.length);
    now += Reassembly.TIMEOUT_NANOS;
    byte[] payload = payload(500, 9);
    byte[][] next = Fragments.of(packet(version, payload), 300, 1).toArray(byte[][]::new);
    assertThat(receive(link, next)).as("the identification is free again").containsExactly(payload);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void anOverlapDiscardsTheDatagramWithAllFragmentsStillToCome(int version) {
    byte[] packet = packet(version, payload(992, 1));
    byte[] first = Fragments.of(packet, 1, 0, 400, true);
    byte[] last = Fragments.of(packet, 1, 800, 1000, false);
    byte[] middle = Fragments.of(packet, 1, 400, 800, true);
    List<byte[]> both = List.of(first, last);
    assertBreaks(version, both, Fragments.of(packet, 1, 392, 800, true), middle);
    assertBreaks(version, both, Fragments.of(packet, 1, 400, 808, true), middle);
    assertBreaks(version, both, Fragments.of(packet, 1, 8, 16, true), middle);
    assertBreaks(version, List.of(middle), Fragments.of(packet, 1, 8, 1000, false), first, last);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aDuplicateDiscardsTheDatagram(int version) {
    byte[] packet = packet(version, payload(992, 1));
    byte[] first = Fragments.of(packet, 1, 0, 400, true);
    byte[] last = Fragments.of(packet, 1, 400, 1000, false);
    assertBreaks(version, List.of(first), first, last);
    assertBreaks(version, List.of(last), last, first);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void anOverlapWithinTheLastUnitIsSeen(int version) {
    byte[] packet = packet(version, payload(997, 1));
    byte[] last = Fragments.of(packet, 1, 400, 1003, false);
    byte[] first = Fragments.of(packet, 1, 0, 400, true);
    assertBreaks(version, List.of(last), Fragments.of(packet, 1, 1000, 1005, false), first);
    assertBreaks(version, List.of(last), Fragments.of(packet, 1, 1000, 1008, true), first);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void dataBeyondTheEndDiscardsTheDatagram(int version) {
    byte[] packet = packet(version, payload(992, 1));
    byte[] first = Fragments.of(packet, 1, 0, 400, true);
    byte[] last = Fragments.of(packet, 1, 400, 1000, false);
    assertBreaks(version, List.of(last), Fragments.of(packet, 1, 1000, 1008, true), first);
    assertBreaks(version, List.of(last), Fragments.of(packet, 1, 1000, 1001, false), first);
    assertBreaks(version, List.of(last), Fragments.of(packet, 1, 8, 200, false), first);
    byte[] far = Fragments.of(packet, 1, 1200, 1600, true);
    assertBreaks(version, List.of(far), last, first);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aDatagramAboveTwiceTheMtuIsRefused(int version) {
    Decapsulation link = decapsulation(version);
    byte[] largest = payload(2 * MTU - 8, 1);
    byte[][] fits = Fragments.of(packet(version, largest), 1420, 1).toArray(byte[][]::new);
    assertThat(receive(link, fits)).containsExactly(largest);
    byte[] packet = packet(version, payload(2 * MTU - 7, 1));
    byte[][] tooLarge = Fragments.of(packet, 1420, 2).toArray(byte[][]::new);
    assertThat(receive(link, tooLarge)).isEmpty();
    assertThat(drops.total(DropReason.FRAGMENT)).isEqualTo(tooLarge.length);
    byte[] alone = Fragments.of(packet, 3, 2832, 2849, false);
    assertThat(receive(link, alone)).isEmpty();
    assertThat(dropped()).isEqualTo(tooLarge.length + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void fragmentsThatMakeNoSenseAreMalformed(int version) {
    byte[] packet = packet(version, payload(992, 1));
    byte[] cut = Fragments.of(packet, 1, 0, 400, true);
    byte[][] malformed = {
      Fragments.of(packet, 1, 0, 401, true),
      Fragments.of(packet, 1, 0, 7, true),
      Fragments.of(packet, 1, 0, 0, true),
      Fragments.of(packet, 1, 800, 800, false),
      Fragments.of(packet, 1, 65_528, 65_536, true),
      Fragments.of(packet, 1, 65_512, 65_520, false),
      Arrays.copyOf(cut, cut.length - 1),
    };
    Decapsulation link = decapsulation(version);
    for (byte[] fragment : malformed) {
      assertThat(receive(link, fragment)).isEmpty();
    }
    assertThat(drops.total(DropReason.MALFORMED_IP)).isEqualTo(malformed.length);
    assertThat(dropped()).isEqualTo(malformed.length);
    assertThat(receive(link, cut, Fragments.of(packet, 1, 400, 1000, false)))
        .as("none of them took part")
        .hasSize(1);
  }

  @Test
  void aFragmentHeaderThatIsNotThereIsMalformed() {
    Decapsulation link = decapsulation(6);
    for (int length = 0; length <= 8; length++) {
      byte[] packet = Packets.ip(hop(6), ours(6), 44, new byte[length]);
      assertThat(receive(link, packet)).isEmpty();
      assertThat(drops.total(DropReason.MALFORMED_IP)).isEqualTo(length + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void fragmentsOfAnyoneElseAreNotKept(int version) {
    byte[] other = Packets.address(version == 4 ? "203.0.113.1" : "2001:db8:ffff::1");
    byte[] data = new byte[1000];
    byte[][] packets = {
      Packets.udp(other, HOP_PORT, ours(version), OUR_PORT, data),
      Packets.udp(hop(version), HOP_PORT, other, OUR_PORT, data),
      Packets.ip(hop(version), ours(version), 6, data),
      Packets.ip(hop(version), ours(version), version == 4 ? 1 : 58, data),
    };
    Decapsulation link = decapsulation(version);
    long fragments = 0;
    for (byte[] packet : packets) {
      for (byte[] fragment : Fragments.of(packet, 400, 1)) {
        assertThat(receive(link, fragment)).isEmpty();
        fragments++;
      }
    }
    assertThat(drops.total(DropReason.NOT_FROM_HOP)).isEqualTo(fragments);
    assertThat(dropped()).isEqualTo(fragments);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aReassembledDatagramIsCheckedLikeAWholeOne(int version) {
    byte[] data = new byte[1000];
    byte[] wrongPort = Packets.udp(hop(version), HOP_PORT, ours(version), OUR_PORT + 1, data);
    byte[] wrongLength = packet(version, data);
    wrongLength[(version == 4 ? 20 : 40) + 5] ^= 1;
    Decapsulation link = decapsulation(version);
    byte[][] first = Fragments.of(wrongPort, 400, 1).toArray(byte[][]::new);
    assertThat(receive(link, first)).isEmpty();
    assertThat(drops.total(DropReason.NOT_FROM_HOP)).isEqualTo(first.length);
    byte[][] second = Fragments.of(wrongLength, 400, 2).toArray(byte[][]::new);
    assertThat(receive(link, second)).isEmpty();
    assertThat(drops.total(DropReason.MALFORMED_IP)).isEqualTo(second.length);
    assertThat(dropped()).isEqualTo(first.length + second.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void garbageFragmentsNeverThrow(int version) {
    long seed = 71L + version;
    SplittableRandom random = new SplittableRandom(seed);
    Decapsulation link = decapsulation(version);
    List<byte[]> good = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      good.addAll(Fragments.of(packet(version, payload(1452, i)), 300, i));
    }
    int passed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = good.get(random.nextInt(good.size())).clone();
      for (int change = random.nextInt(3); change > 0; change--) {
        bytes[random.nextInt(56)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(8) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(20, bytes.length + 1));
      }
      if (bytes[0] >>> 4 == 4) {
        Packets.withHeaderChecksum(bytes);
      }
      now += random.nextLong(TimeUnit.MILLISECONDS.toNanos(300));
      for (byte[] payload : receive(link, bytes)) {
        assertThat(payload.length).as("seed %d, packet %d", seed, i).isLessThan(2 * MTU);
        passed++;
      }
    }
    assertThat(passed).as("seed %d", seed).isBetween(10, 50_000);
  }
}
