package io.veiltun.engine.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.os.Libc;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.tun.Packets.Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoalescerTest {
  private static final Header TCP = Header.tcp(true, 1000);
  private static final Header UDP = Header.udp(false, 1000);
  private static final byte[] FULL = new byte[100];
  private static final byte[] SHORT = new byte[40];

  @TempDir Path directory;

  @Test
  void adjacentSegmentsBecomeOneItem() {
    assertThat(plan(tcp(0, FULL), tcp(100, FULL), tcp(200, FULL))).containsExactly("0 1 2");
  }

  @Test
  void aSegmentThatPrecedesIsPutInFront() {
    assertThat(plan(tcp(100, FULL), tcp(0, FULL), tcp(200, FULL))).containsExactly("1 0 2");
  }

  @Test
  void aShortTailClosesTheItem() {
    assertThat(plan(tcp(0, FULL), tcp(100, SHORT), tcp(140, FULL))).containsExactly("0 1", "2");
  }

  @Test
  void aLongerSegmentIsNotAppended() {
    assertThat(plan(tcp(0, SHORT), tcp(40, FULL))).containsExactly("0", "1");
  }

  @Test
  void pushAndFinCloseTheItem() {
    assertThat(plan(tcp(0, FULL), tcp(100, FULL, Packets.PSH), tcp(200, FULL)))
        .containsExactly("0 1", "2");
    assertThat(plan(tcp(0, FULL), tcp(100, FULL, Packets.FIN), tcp(200, FULL)))
        .containsExactly("0 1", "2");
  }

  @Test
  void aPushedSegmentIsNotPutInFront() {
    assertThat(plan(tcp(100, FULL), tcp(0, FULL, Packets.PSH))).containsExactly("0", "1");
  }

  @Test
  void aGapSplits() {
    assertThat(plan(tcp(0, FULL), tcp(200, FULL))).containsExactly("0", "1");
  }

  @Test
  void sequenceNumbersWrap() {
    assertThat(plan(tcp(-100, FULL), tcp(0, FULL))).containsExactly("0 1");
  }

  @Test
  void otherFlagsGoAloneAndInOrder() {
    assertThat(plan(tcp(0, FULL), tcp(100, FULL, 0x04), tcp(100, FULL), tcp(200, FULL)))
        .containsExactly("0", "1", "2 3");
  }

  @Test
  void flowsAreKeptApart() {
    byte[] other = Packets.packet(Header.tcp(true, 2000), 0, 0, Packets.ACK, 5, FULL);
    byte[] another = Packets.packet(Header.tcp(true, 2000), 1, 100, Packets.ACK, 5, FULL);
    assertThat(plan(tcp(0, FULL), other, tcp(100, FULL), another)).containsExactly("0 2", "1 3");
  }

  @Test
  void differingHeadersAreNotMerged() {
    for (int index : new int[] {1, 6, 8, 28, 34, 40}) {
      byte[] changed = tcp(100, FULL);
      changed[index] ^= 0x20;
      Packets.complete(changed, TCP);
      assertThat(plan(tcp(0, FULL), changed)).as("byte %d", index).containsExactly("0", "1");
    }
    Header six = Header.tcp(false, 1);
    for (int index : new int[] {1, 3, 7}) {
      byte[] changed = Packets.packet(six, 0, 100, Packets.ACK, 5, FULL);
      changed[index] ^= 0x01;
      byte[] first = Packets.packet(six, 0, 0, Packets.ACK, 5, FULL);
      assertThat(plan(first, changed)).as("IPv6 byte %d", index).containsExactly("0", "1");
    }
  }

  @Test
  void aWrongChecksumIsNeverRepaired() {
    byte[] bad = tcp(100, FULL);
    bad[bad.length - 1] ^= 1;
    assertThat(plan(tcp(0, FULL), bad, tcp(200, FULL))).containsExactly("0", "1", "2");
    byte[] badFirst = tcp(0, FULL);
    badFirst[60] ^= 1;
    assertThat(plan(badFirst, tcp(100, FULL))).containsExactly("0", "1");
    byte[] badIp = tcp(100, FULL);
    badIp[10] ^= 1;
    assertThat(plan(tcp(0, FULL), badIp)).containsExactly("0", "1");
  }

  @Test
  void fragmentsAndIpOptionsAreABarrier() {
    byte[] fragment = tcp(100, FULL);
    fragment[6] = 0x20;
    Packets.complete(fragment, TCP);
    assertThat(plan(tcp(0, FULL), fragment, tcp(100, FULL), tcp(200, FULL)))
        .containsExactly("0", "1", "2 3");
  }

  @Test
  void udpIsAppendedUntilAShortDatagramAndNeverReordered() {
    assertThat(plan(udp(FULL), udp(FULL), udp(SHORT), udp(FULL), udp(FULL)))
        .containsExactly("0 1 2", "3 4");
  }

  @Test
  void udpWithoutOffloadGoesAlone() {
    PacketBatch batch = batch(List.of(udp(FULL), udp(FULL)));
    Coalescer coalescer = new Coalescer(128, false, true);
    coalescer.plan(batch);
    assertThat(items(coalescer)).containsExactly("0", "1");
  }

  @Test
  void atMost64UdpDatagramsAreMerged() {
    byte[][] packets = new byte[100][];
    Arrays.setAll(packets, i -> udp(FULL));
    List<String> items = plan(packets);
    assertThat(items).hasSize(2);
    assertThat(items.getFirst().split(" ")).hasSize(64);
  }

  @Test
  void aSuperPacketStaysBelow64KiB() {
    byte[][] packets = new byte[60][];
    Arrays.setAll(packets, i -> tcp(i * 1400, new byte[1400]));
    assertThat(plan(packets)).hasSize(2);
  }

  @Test
  void holesAreLeftOut() {
    PacketBatch batch = batch(List.of(tcp(0, FULL), tcp(500, FULL), tcp(100, FULL)));
    batch.drop(1);
    Coalescer coalescer = new Coalescer(128, true, true);
    coalescer.plan(batch);
    assertThat(items(coalescer)).containsExactly("0 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void splittingWhatWasWrittenGivesBackEveryPacketInOrder(int seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Header[] flows = {
      Header.tcp(true, 1),
      Header.tcp(false, 1),
      Header.udp(true, 1),
      Header.udp(false, 1),
      Header.tcp(true, 2),
      Header.udp(true, 2)
    };
    int[] sequences = new int[flows.length];
    int[] ids = new int[flows.length];
    for (int round = 0; round < 60; round++) {
      List<byte[]> packets = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        int flow = random.nextInt(flows.length);
        int length = random.nextInt(8) > 0 ? 700 : random.nextInt(1, 900);
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        int flags = Packets.ACK | (random.nextInt(9) == 0 ? Packets.PSH : 0);
        packets.add(Packets.packet(flows[flow], ids[flow]++, sequences[flow], flags, 77, payload));
        sequences[flow] += length;
      }
      List<byte[]> back = writeAndSplit(packets);
      for (Header flow : flows) {
        assertThat(of(flow, back))
            .as("seed %d round %d %s", seed, round, flow)
            .isEqualTo(of(flow, packets));
      }
      assertThat(back).hasSameSizeAs(packets);
    }
  }

  private List<byte[]> writeAndSplit(List<byte[]> packets) throws Exception {
    Path file = directory.resolve("tun");
    Files.deleteIfExists(file);
    Files.createFile(file);
    int fd = Libc.open(file.toString(), 2);
    int writes;
    try {
      SuperPacketWriter writer =
          new SuperPacketWriter(fd, true, true, true, 16, new DropCounters());
      assertThat(writer.write(batch(packets))).isZero();
      writes = (int) Files.size(file);
    } finally {
      Libc.close(fd);
    }
    byte[] written = Files.readAllBytes(file);
    assertThat(written).hasSize(writes);
    List<byte[]> back = new ArrayList<>();
    SegmentSplitter splitter = new SegmentSplitter();
    int at = 0;
    int items = 0;
    while (at < written.length) {
      ByteBuffer packet = ByteBuffer.wrap(written, at + 10, written.length - at - 10).slice();
      boolean ipv4 = packet.get(0) == 0x45;
      int length = ipv4 ? packet.getShort(2) & 0xFFFF : 40 + (packet.getShort(4) & 0xFFFF);
      MemorySegment memory = Arena.ofAuto().allocate(10 + length);
      MemorySegment.copy(written, at, memory, ValueLayout.JAVA_BYTE, 0, 10 + length);
      assertThat(splitter.begin(memory, 0, 10 + length)).isNull();
      SlotSlab slab = new SlotSlab(128, 1500, 0, 0);
      splitter.emit(slab);
      assertThat(splitter.pending()).isFalse();
      for (int slot = 0; slot < slab.batch().size(); slot++) {
        back.add(bytes(slab.batch(), slot));
      }
      at += 10 + length;
      items++;
    }
    assertThat(items).isLessThan(packets.size());
    return back;
  }

  private static List<String> of(Header flow, List<byte[]> packets) {
    return packets.stream()
        .filter(p -> (p[0] & 0xFF) >>> 4 == (flow.ipv4() ? 4 : 6))
        .filter(p -> p[flow.ipv4() ? 9 : 6] == (flow.tcp() ? 6 : 17))
        .filter(p -> ByteBuffer.wrap(p).getShort(flow.transport()) == flow.port())
        .map(HexFormat.of()::formatHex)
        .toList();
  }

  private static byte[] tcp(int sequence, byte[] payload) {
    return tcp(sequence, payload, 0);
  }

  private static byte[] tcp(int sequence, byte[] payload, int flags) {
    return Packets.packet(TCP, 9, sequence, Packets.ACK | flags, 5, payload);
  }

  private static byte[] udp(byte[] payload) {
    return Packets.packet(UDP, 0, 0, 0, 0, payload);
  }

  private static List<String> plan(byte[]... packets) {
    Coalescer coalescer = new Coalescer(128, true, true);
    coalescer.plan(batch(List.of(packets)));
    return items(coalescer);
  }

  private static List<String> items(Coalescer coalescer) {
    List<String> items = new ArrayList<>();
    for (int item = 0; item < coalescer.items(); item++) {
      List<String> slots = new ArrayList<>();
      for (int slot = coalescer.head(item); slot >= 0; slot = coalescer.next(slot)) {
        slots.add(Integer.toString(slot));
      }
      assertThat(slots).hasSize(coalescer.count(item));
      items.add(String.join(" ", slots));
    }
    return items;
  }

  static PacketBatch batch(List<byte[]> packets) {
    MemorySegment memory = Arena.ofAuto().allocate(packets.size() * 2000L, 8);
    PacketBatch batch = new PacketBatch(memory, packets.size());
    for (int i = 0; i < packets.size(); i++) {
      byte[] packet = packets.get(i);
      int at = i * 2000 + 16;
      MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, at, packet.length);
      batch.add(at, packet.length, at - 16, at + packet.length);
    }
    return batch;
  }

  private static byte[] bytes(PacketBatch batch, int slot) {
    return batch
        .memory()
        .asSlice(batch.offset(slot), batch.length(slot))
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
