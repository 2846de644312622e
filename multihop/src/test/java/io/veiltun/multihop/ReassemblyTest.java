package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the inner tunnel gets when the hop's datagrams arrive in fragments. */
class ReassemblyTest extends FragmentedHop {
  private static List<List<byte[]>> permutations(List<byte[]> list) {
    if (list.isEmpty()) {
      return List.of(List.of());
    }
    List<List<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      List<byte[]> rest = new ArrayList<>(list);
      byte[] first = rest.remove(i);
      for (List<byte[]> tail : permutations(rest)) {
        List<byte[]> whole = new ArrayList<>(List.of(first));
        whole.addAll(tail);
        all.add(whole);
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void fragmentsInAnyOrderBecomeTheDatagram(int version) {
    Decapsulation link = decapsulation(version);
    byte[] payload = payload(1452, 1);
    List<byte[]> fragments = Fragments.of(packet(version, payload), 450, 77);
    assertThat(fragments).hasSize(4);
    for (List<byte[]> order : permutations(fragments)) {
      assertThat(receive(link, order.toArray(byte[][]::new))).containsExactly(payload);
      for (byte[] fragment : order.subList(0, 3)) {
        assertThat(receive(link, fragment)).isEmpty();
      }
      assertThat(receive(link, order.getLast())).containsExactly(payload);
    }
    assertThat(dropped()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void fragmentsOfSixteenInterleavedDatagramsKeepApart(int version) {
    Decapsulation link = decapsulation(version);
    List<byte[]> sent = new ArrayList<>();
    List<byte[]> fragments = new ArrayList<>();
    for (int i = 0; i < Reassembly.DATAGRAMS; i++) {
      byte[] payload = payload(1300 + i, i);
      sent.add(payload);
      fragments.addAll(Fragments.of(packet(version, payload), 300 + i, i << 8));
    }
    Collections.shuffle(fragments, new Random(3));
    List<byte[]> received = receive(link, fragments.toArray(byte[][]::new));
    assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(dropped()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void everythingElseInTheBatchKeepsItsContentAndItsPlace(int version) {
    Decapsulation link = decapsulation(version);
    List<byte[]> first = Fragments.of(packet(version, payload(1452, 1)), 1280, 1);
    List<byte[]> second = Fragments.of(packet(version, payload(1000, 2)), 900, 2);
    byte[] alien = Packets.udp(hop(version), 1, ours(version), OUR_PORT, new byte[9]);
    PacketBatch original =
        Packets.batch(
            packet(version, payload(60, 10)),
            first.get(0),
            packet(version, payload(1300, 11)),
            first.get(1),
            alien,
            second.get(1),
            packet(version, payload(0, 12)),
            second.get(0),
            packet(version, payload(700, 13)));
    PacketBatch batch = link.apply(original, MTU);
    boolean[] holes = {false, true, false, false, true, true, false, false, false};
    assertThat(batch.size()).isEqualTo(holes.length);
    for (int slot = 0; slot < holes.length; slot++) {
      assertThat(batch.isDropped(slot)).as("slot %d", slot).isEqualTo(holes[slot]);
      assertThat(batch.headroom(slot)).isNotNegative();
      assertThat(batch.tailroom(slot)).isNotNegative();
    }
    assertThat(live(batch))
        .containsExactly(
            payload(60, 10),
            payload(1300, 11),
            payload(1452, 1),
            new byte[0],
            payload(1000, 2),
            payload(700, 13));
    assertThat(dropped()).isEqualTo(1);
    PacketBatch plain = Packets.batch(packet(version, payload(60, 10)), first.get(0));
    assertThat(link.apply(plain, MTU)).as("nothing completed").isSameAs(plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aDatagramHasFiveSecondsFromItsFirstFragment(int version) {
    Decapsulation link = decapsulation(version);
    byte[] payload = payload(1452, 1);
    List<byte[]> fragments = Fragments.of(packet(version, payload), 800, 5);
    receive(link, fragments.get(0));
    now += TimeUnit.SECONDS.toNanos(5) - 1;
    assertThat(receive(link, fragments.get(1))).containsExactly(payload);
    receive(link, fragments.get(0));
    now += TimeUnit.SECONDS.toNanos(5);
    assertThat(receive(link, fragments.get(1))).isEmpty();
    assertThat(drops.total(DropReason.FRAGMENT)).as("the first one").isEqualTo(1);
    assertThat(receive(link, fragments.get(0)))
        .as("a later datagram with the identification")
        .containsExactly(payload);
    assertThat(dropped()).isEqualTo(1);
  }

  @Test
  void anAtomicFragmentIsAWholeDatagramWhateverElseIsUnderWay() {
    Decapsulation link = decapsulation(6);
    byte[] payload = payload(500, 1);
    List<byte[]> others = Fragments.of(packet(6, payload(1452, 2)), 1280, 7);
    receive(link, others.get(0));
    PacketBatch batch = Packets.batch(Fragments.of(packet(6, payload), 7, 0, 508, false));
    assertThat(link.apply(batch, MTU)).as("in place").isSameAs(batch);
    assertThat(live(batch)).containsExactly(payload);
    assertThat(receive(link, others.get(1))).containsExactly(payload(1452, 2));
    byte[] tooShort = Fragments.of(packet(6, payload), 7, 0, 7, false);
    assertThat(receive(link, tooShort)).isEmpty();
    assertThat(drops.total(DropReason.MALFORMED_IP)).isEqualTo(1);
    assertThat(dropped()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void theOldestOfTooManyDatagramsMakesRoom(int version) {
    Decapsulation link = decapsulation(version);
    List<List<byte[]>> datagrams = new ArrayList<>();
    for (int i = 0; i <= Reassembly.DATAGRAMS; i++) {
      datagrams.add(Fragments.of(packet(version, payload(900, i)), 800, i));
      receive(link, datagrams.get(i).get(0));
      now++;
    }
    assertThat(drops.total(DropReason.FRAGMENT)).isEqualTo(1);
    for (int i = 1; i <= Reassembly.DATAGRAMS; i++) {
      assertThat(receive(link, datagrams.get(i).get(1))).containsExactly(payload(900, i));
    }
    assertThat(receive(link, datagrams.get(0).get(1))).isEmpty();
    assertThat(dropped()).isEqualTo(1);
  }

  /** Fragments lost, repeated, delayed and mixed: what comes out was sent, the rest is counted. */
  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void everyFragmentIsPartOfADatagramThatWasSentOrCounted(int version) {
    long seed = 61L + version;
    SplittableRandom random = new SplittableRandom(seed);
    Decapsulation link = decapsulation(version);
    Map<String, Integer> fragmentsOf = new HashMap<>();
    List<byte[]> flying = new ArrayList<>();
    long arrived = 0;
    long accounted = 0;
    int delivered = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] payload = payload(random.nextInt(600, 2_000), i);
      List<byte[]> fragments =
          Fragments.of(packet(version, payload), random.nextInt(200, 1_000), i);
      fragmentsOf.put(Arrays.toString(payload), fragments.size());
      flying.addAll(fragments);
      for (int j = random.nextInt(40); j > 0 && !flying.isEmpty(); j--) {
        int at = random.nextInt(Math.min(flying.size(), 12));
        byte[] fragment = random.nextInt(50) == 0 ? flying.get(at) : flying.remove(at);
        if (random.nextInt(50) != 0) {
          arrived++;
          for (byte[] received : receive(link, fragment)) {
            Integer parts = fragmentsOf.get(Arrays.toString(received));
            accounted += Objects.requireNonNull(parts, () -> "never sent, seed " + seed);
            delivered++;
          }
        }
        now += random.nextLong(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    now += Reassembly.TIMEOUT_NANOS;
    receive(link, Fragments.of(packet(version, payload(900, 0)), 800, 70_000).get(0));
    assertThat(delivered).as("seed %d", seed).isBetween(500, 2_999);
    assertThat(accounted + drops.total(DropReason.FRAGMENT)).as("seed %d", seed).isEqualTo(arrived);
    assertThat(dropped()).isEqualTo(drops.total(DropReason.FRAGMENT));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void memoryDoesNotGrowWithTheNumberOfDatagramsNorIsAnyAllocated(int version) {
    Decapsulation link = decapsulation(version);
    List<byte[]> fragments = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      fragments.addAll(Fragments.of(packet(version, payload(1452, i)), 1280, i));
    }
    PacketBatch batch = Packets.batch(fragments.toArray(byte[][]::new));
    int[] offsets = new int[batch.size()];
    int[] lengths = new int[batch.size()];
    for (int slot = 0; slot < offsets.length; slot++) {
      offsets[slot] = batch.offset(slot);
      lengths[slot] = batch.length(slot);
    }
    MemorySegment spare = link.apply(batch, MTU).memory();
    repeat(link, batch, offsets, lengths, spare, 2_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean same = repeat(link, batch, offsets, lengths, spare, 2_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(same).as("one spare memory for all batches").isTrue();
    assertThat(allocated).as("bytes for 100 000 fragments").isLessThan(100_000);
    assertThat(dropped()).isZero();
    assertThat(spare.byteSize())
        .isLessThanOrEqualTo(batch.memory().byteSize() + 2L * MTU * batch.size());
  }

  private static boolean repeat(
      Decapsulation link,
      PacketBatch batch,
      int[] offsets,
      int[] lengths,
      MemorySegment spare,
      int times) {
    boolean same = true;
    for (int i = 0; i < times; i++) {
      batch.clear();
      for (int slot = 0; slot < offsets.length; slot++) {
        batch.add(offsets[slot], lengths[slot], offsets[slot], offsets[slot] + lengths[slot]);
      }
      same &= link.apply(batch, MTU).memory().equals(spare);
    }
    return same;
  }
}
