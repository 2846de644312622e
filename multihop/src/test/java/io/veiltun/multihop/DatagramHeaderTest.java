package io.veiltun.multihop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.ReferenceChecksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers bit by bit; checksums named here were published by another implementation. */
class DatagramHeaderTest {
  private static DatagramHeader ipv4(int identification) {
    return new DatagramHeader4(
        Packets.address("10.0.0.1"), 12345, Packets.address("192.168.1.1"), 51820, identification);
  }

  private static DatagramHeader ipv6(int connectionId) {
    return new DatagramHeader6(
        Packets.address("fc00::1"),
        12345,
        Packets.address("2606:4700:4700::1111"),
        51820,
        connectionId);
  }

  private static byte[] write(DatagramHeader header, byte[] payload) {
    int length = header.length() + payload.length;
    MemorySegment memory = Arena.ofAuto().allocate(length + 3).fill((byte) 0xEE);
    MemorySegment.copy(
        payload, 0, memory, ValueLayout.JAVA_BYTE, 3 + header.length(), payload.length);
    header.write(memory, 3, payload.length);
    assertThat(memory.asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE)).containsOnly((byte) 0xEE);
    return memory.asSlice(3, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private static int shortAt(byte[] packet, int offset) {
    return Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(offset));
  }

  @Test
  void ipv4FieldsAndChecksumsAreExact() {
    byte[] packet = write(ipv4(0), "hello wireguard".getBytes(US_ASCII));
    assertThat(packet)
        .startsWith(
            0x45, 0, 0, 43, 0, 0, 0, 0, 64, 17, 0xAF, 0x18, 10, 0, 0, 1, 192, 168, 1, 1, 0x30, 0x39,
            0xCA, 0x6C, 0, 23, 0xDE, 0xC6);
    assertThat(packet).endsWith("hello wireguard".getBytes(US_ASCII));
  }

  @Test
  void theIdentificationCountsUpAndWraps() {
    DatagramHeader header = ipv4(0xFFFF);
    byte[] payload = "hello wireguard".getBytes(US_ASCII);
    assertThat(shortAt(write(header, payload), 4)).isEqualTo(0xFFFF);
    assertThat(shortAt(write(header, payload), 4)).isEqualTo(0);
    byte[] third = write(header, payload);
    assertThat(shortAt(third, 4)).isEqualTo(1);
    assertThat(shortAt(third, 10)).isEqualTo(0xAF17);
  }

  @Test
  void ipv6FieldsAndChecksumAreExact() {
    byte[] payload = "hello wireguard ipv6".getBytes(US_ASCII);
    byte[] packet = write(ipv6(0xABCDE), payload);
    assertThat(packet).startsWith(0x60, 0x0A, 0xBC, 0xDE, 0, 28, 17, 64);
    assertThat(Arrays.copyOfRange(packet, 8, 24)).isEqualTo(Packets.address("fc00::1"));
    assertThat(Arrays.copyOfRange(packet, 24, 40))
        .isEqualTo(Packets.address("2606:4700:4700::1111"));
    assertThat(Arrays.copyOfRange(packet, 40, 48))
        .containsExactly(0x30, 0x39, 0xCA, 0x6C, 0, 28, 0x09, 0x87);
    assertThat(packet).endsWith(payload);
  }

  @Test
  void theFlowLabelHasTwentyBits() {
    assertThat(write(ipv6(-1), new byte[1])).startsWith(0x60, 0x0F, 0xFF, 0xFF);
  }

  @Test
  void aChecksumOfZeroIsSentAsAllOnes() {
    assertThat(shortAt(write(ipv4(0), new byte[] {0, 0}), 26)).isEqualTo(0x398A);
    assertThat(shortAt(write(ipv4(0), new byte[] {0x39, (byte) 0x8A}), 26)).isEqualTo(0xFFFF);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void everyLengthHasRightChecksums(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int length = 0; length < 1500; length++) {
      byte[] payload = new byte[length];
      random.nextBytes(payload);
      byte[] packet = write(seed == 21 ? ipv4(random.nextInt()) : ipv6(random.nextInt()), payload);
      assertThat(ReferenceChecksum.ofTransport(packet))
          .as("length %d, seed %d", length, seed)
          .isZero();
      assertThat(seed == 22 || ReferenceChecksum.of(Arrays.copyOf(packet, 20)) == 0)
          .as("length %d, seed %d", length, seed)
          .isTrue();
    }
  }
}
