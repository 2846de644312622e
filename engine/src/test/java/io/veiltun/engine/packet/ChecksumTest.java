package io.veiltun.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  /** The definition of RFC 1071 word by word: the oracle. */
  private static int slow(byte[] bytes, int from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i += 2) {
      int high = bytes[from + i] & 0xFF;
      int low = i + 1 < length ? bytes[from + i + 1] & 0xFF : 0;
      sum += high << 8 | low;
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return (int) sum;
  }

  @Test
  void everyLengthAndAlignmentSumsAsTheDefinition() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[2100];
    random.nextBytes(bytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(bytes.length);
      MemorySegment.copy(
          bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
      for (int length = 0; length < 2000; length++) {
        int from = length % 17;
        assertThat(Checksum.fold(Checksum.sum(memory, from, length)))
            .as("length %d from %d, seed %d", length, from, seed)
            .isEqualTo(slow(bytes, from, length));
      }
    }
  }

  @Test
  void sixtyFourKibibytesOfOnesDoNotOverflow() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(65535).fill((byte) 0xFF);
      assertThat(Checksum.fold(Checksum.sum(memory, 0, 65534))).isEqualTo(0xFFFF);
    }
  }

  @Test
  void aUdpChecksumIsNeverSentAsZero() {
    assertThat(Checksum.finishUdp(0xFFFF)).isEqualTo(0xFFFF);
    assertThat(Checksum.finish(0xFFFF)).isZero();
  }
}
