package io.veiltun.engine.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.tun.Packets.Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentSplitterTest {
  private static final int MTU = 1500;
  private static final int HEADROOM = 80;
  private static final int TAILROOM = 32;

  private final SegmentSplitter splitter = new SegmentSplitter();
  private final SlotSlab slab = new SlotSlab(128, MTU, HEADROOM, TAILROOM);
  private final MemorySegment memory = Arena.ofAuto().allocate(65_545, 8);
  private final SplittableRandom random = new SplittableRandom(42);

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void everySegmentSizeGivesTheSegmentsOfTheObviousAlgorithm(boolean ipv4, boolean tcp) {
    Header header = tcp ? Header.tcp(ipv4, 4000) : Header.udp(ipv4, 4000);
    for (int size = 1; size <= 1440; size += size < 30 ? 1 : 47) {
      byte[] payload = payload(Math.min(size * 45 - random.nextInt(size), 64_000));
      int flags = Packets.ACK | Packets.PSH | Packets.FIN;
      byte[] packet = Packets.packet(header, 0xFFF0, 0xFFFF_FF00, flags, 500, payload);
      byte[] whole = Packets.superPacket(packet, header, size, packet.length);
      assertThat(split(whole))
          .as("segment size %d", size)
          .containsExactlyElementsOf(Packets.segments(packet, header, size));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anExtensionHeaderIsRepeatedInEverySegment(boolean tcp) {
    Header header = new Header(false, tcp, 5000, 16, tcp ? 12 : 0, 0, 64);
    byte[] packet = Packets.packet(header, 0, 7, Packets.ACK, 9, payload(5000));
    assertThat(split(Packets.superPacket(packet, header, 1300, 0)))
        .containsExactlyElementsOf(Packets.segments(packet, header, 1300));
  }

  @Test
  void moreSegmentsThanABatchHoldsFillSeveralBatches() {
    Header header = Header.tcp(true, 4000);
    byte[] packet = Packets.packet(header, 1, 1, Packets.ACK, 9, payload(60_001));
    assertThat(split(Packets.superPacket(packet, header, 100, 52)))
        .hasSize(601)
        .containsExactlyElementsOf(Packets.segments(packet, header, 100));
  }

  @Test
  void segmentsLongerThanTheMtuAreStillHandedOver() {
    Header header = Header.udp(true, 4000);
    byte[] packet = Packets.packet(header, 1, 0, 0, 0, payload(30_000));
    assertThat(split(Packets.superPacket(packet, header, 9000, 28)))
        .containsExactlyElementsOf(Packets.segments(packet, header, 9000));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUnfinishedChecksumIsCompleted(boolean tcp) {
    for (int length = 1; length < 200; length++) {
      Header header = tcp ? Header.tcp(true, length) : Header.udp(true, length);
      byte[] packet = Packets.packet(header, 1, 1, Packets.ACK, 9, payload(length));
      byte[] handed = Packets.superPacket(packet, header, 0, 0);
      handed[1] = 0;
      assertThat(split(handed)).containsExactly(packet);
    }
  }

  @Test
  void aUdpChecksumOfZeroIsStoredAsAllOnes() {
    Header header = Header.udp(false, 4000);
    byte[] payload = new byte[2800];
    byte[] segment = Packets.packet(header, 0, 0, 0, 0, new byte[1400]);
    int checksum = ByteBuffer.wrap(segment).getShort(46) & 0xFFFF;
    // Adding the checksum itself to the sum makes it all ones, whose complement is zero.
    ByteBuffer.wrap(payload).putShort(0, (short) checksum).putShort(1400, (short) checksum);
    byte[] packet = Packets.packet(header, 0, 0, 0, 0, payload);
    List<byte[]> segments = split(Packets.superPacket(packet, header, 1400, 48));
    assertThat(segments).hasSize(2);
    assertThat(segments)
        .allSatisfy(s -> assertThat(ByteBuffer.wrap(s).getShort(46)).isEqualTo((short) 0xFFFF));
  }

  @Test
  void aCompletePacketIsCopiedUntouchedWithItsRoom() {
    byte[] packet = Packets.packet(Header.tcp(true, 1), 1, 1, Packets.ACK, 9, payload(100));
    byte[] handed = new byte[10 + packet.length];
    System.arraycopy(packet, 0, handed, 10, packet.length);
    assertThat(split(handed)).containsExactly(packet);
    PacketBatch batch = slab.batch();
    assertThat(batch.headroom(0)).isEqualTo(HEADROOM);
    assertThat(batch.tailroom(0)).isEqualTo(MTU - packet.length + TAILROOM);
  }

  @Test
  void aLyingOffloadHeaderIsRefusedOrHarmless() {
    Header header = Header.tcp(true, 4000);
    byte[] packet = Packets.packet(header, 1, 1, Packets.ACK, 9, payload(3000));
    byte[] good = Packets.superPacket(packet, header, 1000, 52);
    for (int i = 0; i < 50_000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        bad[random.nextInt(64)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(bad.length + 1);
      @Nullable DropReason reason = begin(bad, length);
      int total = 0;
      while (reason == null && splitter.pending()) {
        slab.clear();
        splitter.emit(slab);
        total += slab.batch().size();
        assertThat(slab.batch().size()).isPositive();
      }
      assertThat(total).isLessThan(3100);
    }
  }

  @Test
  void contradictionsAreNamed() {
    Header header = Header.tcp(true, 4000);
    byte[] packet = Packets.packet(header, 1, 1, Packets.ACK, 9, payload(3000));
    byte[] good = Packets.superPacket(packet, header, 1000, 52);
    assertThat(begin(good, 10)).isEqualTo(DropReason.NOT_IP);
    assertThat(begin(changed(good, 1, 4), good.length)).isEqualTo(DropReason.MALFORMED_IP);
    assertThat(begin(changed(good, 1, 3), good.length)).isEqualTo(DropReason.MALFORMED_IP);
    assertThat(begin(changed(good, 0, 0), good.length)).isEqualTo(DropReason.MALFORMED_IP);
    assertThat(begin(changed(good, 8, 6), good.length)).isEqualTo(DropReason.MALFORMED_IP);
    assertThat(begin(changed(good, 6, 24), good.length)).isEqualTo(DropReason.MALFORMED_IP);
    assertThat(begin(changed(good, 42, 0x40), good.length)).isEqualTo(DropReason.MALFORMED_IP);
    byte[] zero = changed(changed(good, 4, 0), 5, 0);
    assertThat(begin(zero, good.length)).isEqualTo(DropReason.MALFORMED_IP);
  }

  private static byte[] changed(byte[] bytes, int index, int value) {
    byte[] copy = bytes.clone();
    copy[index] = (byte) value;
    return copy;
  }

  private @Nullable DropReason begin(byte[] bytes, int length) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
    return splitter.begin(memory, 0, length);
  }

  private List<byte[]> split(byte[] bytes) {
    assertThat(begin(bytes, bytes.length)).isNull();
    List<byte[]> packets = new ArrayList<>();
    while (splitter.pending()) {
      slab.clear();
      splitter.emit(slab);
      PacketBatch batch = slab.batch();
      for (int slot = 0; slot < batch.size(); slot++) {
        MemorySegment packet = batch.memory().asSlice(batch.offset(slot), batch.length(slot));
        packets.add(packet.toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return packets;
  }

  private byte[] payload(int length) {
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    return payload;
  }
}
