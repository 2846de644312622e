package io.veiltun.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LibcryptoAllocationTest {
  private static final int PACKETS = 100_000;

  /** The first rounds warm up; the compiler decides when, so the best of the later ones counts. */
  @Test
  void sealingAndOpeningAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SecretKey key = X25519.newPrivateKey(new SplittableRandom(2));
    try (Arena arena = Arena.ofShared();
        Sealer sealer = new LibcryptoAead().sealer(key);
        Opener opener = new LibcryptoAead().opener(key)) {
      MemorySegment memory = arena.allocate(2048, 64);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 5 && least > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        int opened = sealAndOpen(memory, sealer, opener, (long) round * PACKETS);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        assertThat(opened).isEqualTo(PACKETS);
      }
      assertThat(least).isZero();
    }
  }

  private static int sealAndOpen(
      MemorySegment memory, Sealer sealer, Opener opener, long firstCounter) {
    int opened = 0;
    for (int i = 0; i < PACKETS; i++) {
      int length = i % 1425;
      sealer.seal(memory, 16, length, firstCounter + i);
      if (opener.open(memory, 16, length, firstCounter + i)) {
        opened++;
      }
    }
    return opened;
  }
}
