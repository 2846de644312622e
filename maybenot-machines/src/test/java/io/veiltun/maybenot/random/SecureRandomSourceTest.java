package io.veiltun.maybenot.random;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecureRandomSourceTest {
  @Test
  void everyByteOfAWordIsUniform() {
    SecureRandomSource random = new SecureRandomSource();
    int words = 100_000;
    int[][] seen = new int[12][256];
    for (int i = 0; i < words; i++) {
      long longWord = random.nextLong();
      for (int at = 0; at < 8; at++) {
        seen[at][(int) (longWord >>> (8 * at)) & 0xff]++;
      }
      int intWord = random.nextInt();
      for (int at = 0; at < 4; at++) {
        seen[8 + at][(intWord >>> (8 * at)) & 0xff]++;
      }
    }
    double expected = words / 256.0;
    for (int[] counts : seen) {
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      // 255 degrees of freedom: 8 deviations from the mean on either side.
      assertThat(chiSquare).isBetween(255 - 8 * Math.sqrt(510), 255 + 8 * Math.sqrt(510));
    }
  }

  @Test
  void noWordComesTwice() {
    SecureRandomSource random = new SecureRandomSource();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      assertThat(seen.add(random.nextLong())).isTrue();
      if (i % 3 == 0) {
        random.nextInt();
      }
    }
  }

  @Test
  void twoSourcesShareNothing() {
    SecureRandomSource one = new SecureRandomSource();
    SecureRandomSource other = new SecureRandomSource();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      seen.add(one.nextLong());
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen).doesNotContain(other.nextLong());
    }
  }

  @Test
  void drawingAllocatesOnlyWhenTheKeyChanges() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SecureRandomSource random = new SecureRandomSource();
    long sum = drawn(random);
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += drawn(random);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for 100000 words, sum %d", sum).isLessThan(100_000);
  }

  private static long drawn(RandomSource random) {
    long sum = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += random.nextLong();
    }
    return sum;
  }
}
