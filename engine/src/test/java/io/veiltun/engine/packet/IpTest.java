package io.veiltun.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpTest {
  private static final String V4 = "45000016000100004011a6ec0a000001c0a80101abcd";
  private static final String V6 =
      "6000000000021140fc000000000000000000000000000001" + "26064700470000000000000000001111abcd";

  private static MemorySegment packet(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }

  private static int checkedLength(String hex) {
    MemorySegment packet = packet(hex);
    return Ip.checkedLength(packet, 0, (int) packet.byteSize());
  }

  @Test
  void theDeclaredLengthIsReturnedAndPaddingIsNotCounted() {
    assertThat(checkedLength(V4)).isEqualTo(22);
    assertThat(checkedLength(V4 + "0000000000000000")).isEqualTo(22);
    assertThat(checkedLength(V6)).isEqualTo(42);
    assertThat(checkedLength(V6 + "00000000")).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource({
    "45, 0013, -2", // total length below 20
    "45, 0017, -2", // one byte missing
    "44, 0016, -2", // header of 16 bytes
    "46, 0016, -2", // header of 24 bytes in a packet of 22
    "55, 0016, -1", // version 5
    "00, 0016, -1",
    "45, 0014, 20",
  })
  void anIpv4HeaderThatContradictsItselfIsRefused(String first, String total, int expected) {
    assertThat(checkedLength(first + "00" + total + V4.substring(8))).isEqualTo(expected);
  }

  @Test
  void anIpv6LengthBeyondTheBytesIsRefusedWithoutWrapping() {
    assertThat(checkedLength(V6.substring(0, 8) + "0003" + V6.substring(12)))
        .isEqualTo(Ip.MALFORMED);
    assertThat(checkedLength(V6.substring(0, 8) + "ffff" + V6.substring(12)))
        .isEqualTo(Ip.MALFORMED);
  }

  @Test
  void aPacketShorterThanItsHeaderIsNotIp() {
    for (int bytes = 0; bytes < 20; bytes++) {
      assertThat(checkedLength(V4.substring(0, 2 * bytes))).isEqualTo(Ip.NOT_IP);
    }
    for (int bytes = 20; bytes < 40; bytes++) {
      assertThat(checkedLength(V6.substring(0, 2 * bytes))).isEqualTo(Ip.NOT_IP);
    }
    assertThat(Ip.dropReason(Ip.NOT_IP)).isEqualTo(DropReason.NOT_IP);
    assertThat(Ip.dropReason(Ip.MALFORMED)).isEqualTo(DropReason.MALFORMED_IP);
  }

  @Test
  void fieldsAreReadInNetworkOrder() {
    MemorySegment four = packet(V4);
    assertThat(Ip.source4(four, 0)).isEqualTo(0x0A000001);
    assertThat(Ip.destination4(four, 0)).isEqualTo(0xC0A80101);
    assertThat(Ip.protocol(four, 0)).isEqualTo(Ip.UDP);
    assertThat(Ip.headerLength(four, 0)).isEqualTo(20);
    assertThat(Ip.source(four, 0)).containsExactly(10, 0, 0, 1);
    MemorySegment six = packet(V6);
    assertThat(Ip.sourceHigh(six, 0)).isEqualTo(0xFC00_0000_0000_0000L);
    assertThat(Ip.sourceLow(six, 0)).isEqualTo(1);
    assertThat(Ip.destinationHigh(six, 0)).isEqualTo(0x2606_4700_4700_0000L);
    assertThat(Ip.destinationLow(six, 0)).isEqualTo(0x1111);
    assertThat(Ip.protocol(six, 0)).isEqualTo(Ip.UDP);
    assertThat(Ip.headerLength(six, 0)).isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource({
    "0000, false, false, false",
    "4000, false, false, true",
    "2000, true, false, false",
    "0001, true, true, false",
    "2010, true, true, false"
  })
  void ipv4FragmentsAreRecognised(
      String field, boolean fragment, boolean later, boolean dontFragment) {
    MemorySegment packet = packet(V4.substring(0, 12) + field + V4.substring(16));
    assertThat(Ip.isFragment(packet, 0)).isEqualTo(fragment);
    assertThat(Ip.isLaterFragment4(packet, 0)).isEqualTo(later);
    assertThat(Ip.dontFragment4(packet, 0)).isEqualTo(dontFragment);
  }

  @Test
  void anIpv6FragmentHeaderIsRecognised() {
    assertThat(Ip.isFragment(packet(V6), 0)).isFalse();
    assertThat(Ip.isFragment(packet(V6.substring(0, 12) + "2c" + V6.substring(14)), 0)).isTrue();
  }

  @Test
  void aHeaderWithAFlippedBitFailsItsChecksum() {
    byte[] header = HexFormat.of().parseHex(V4);
    int checksum = ReferenceChecksum.of(zeroed(header));
    header[10] = (byte) (checksum >>> 8);
    header[11] = (byte) checksum;
    assertThat(Ip.checksumFits4(MemorySegment.ofArray(header), 0)).isTrue();
    for (int bit = 16; bit < 160; bit++) {
      byte[] flipped = header.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Ip.checksumFits4(MemorySegment.ofArray(flipped), 0)).as("bit %d", bit).isFalse();
    }
  }

  private static byte[] zeroed(byte[] packet) {
    byte[] header = java.util.Arrays.copyOf(packet, 20);
    header[10] = 0;
    header[11] = 0;
    return header;
  }

  @Test
  void garbageNeverThrows() {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) ((bytes[0] & 0xF) | (random.nextBoolean() ? 0x40 : 0x60));
      }
      if (bytes.length > 6 && random.nextBoolean()) {
        bytes[bytes[0] >>> 4 == 4 ? 2 : 4] = 0;
      }
      MemorySegment packet = MemorySegment.ofArray(bytes);
      int length = Ip.checkedLength(packet, 0, bytes.length);
      assertThat(length).as("seed %d, packet %d", seed, i).isLessThanOrEqualTo(bytes.length);
      if (length >= 0 && bytes[0] >>> 4 == 6) {
        int upper = Ipv6Extensions.upperLayer(packet, 0, length);
        assertThat(upper & 0xFFFF)
            .as("seed %d, packet %d", seed, i)
            .matches(at -> upper == Ipv6Extensions.NONE || at < length);
      }
    }
  }
}
