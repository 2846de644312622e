package io.veiltun.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpRateLimiterTest {
  private static final long SECOND = 1_000_000_000L;
  // Times compare by subtraction, so the clock may pass the end of its range.
  private static final long START = Long.MAX_VALUE - 2 * SECOND;

  private final IcmpRateLimiter limiter = new IcmpRateLimiter(99, START);

  private static long after(long nanos) {
    return START + nanos;
  }

  private static MemorySegment from(int version, int source) {
    ByteBuffer packet = ByteBuffer.allocate(40).put(0, (byte) (version << 4));
    packet.putInt(version == 4 ? 12 : 20, source);
    return MemorySegment.ofArray(packet.array());
  }

  private int allowed(int attempts, int version, int source, long nowNanos) {
    int allowed = 0;
    for (int i = 0; i < attempts; i++) {
      allowed += limiter.allow(from(version, source), 0, nowNanos) ? 1 : 0;
    }
    return allowed;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aTargetGetsABurstOfSixAndThenOneASecond(int version) {
    assertThat(allowed(20, version, 7, START)).isEqualTo(6);
    assertThat(allowed(20, version, 7, after(SECOND - 1))).isZero();
    assertThat(allowed(20, version, 7, after(SECOND))).isEqualTo(1);
    assertThat(allowed(20, version, 7, after(4 * SECOND))).isEqualTo(3);
    assertThat(allowed(20, version, 7, after(100 * SECOND))).isEqualTo(6);
  }

  @Test
  void oneTargetDoesNotUseUpAnothers() {
    assertThat(allowed(100, 4, 7, START)).isEqualTo(6);
    assertThat(allowed(6, 4, 8, START)).isEqualTo(6);
    assertThat(allowed(6, 6, 7, START)).isEqualTo(6);
  }

  @Test
  void manyTargetsShareAThousandASecond() {
    int allowed = 0;
    for (int millis = 0; millis < 1000; millis++) {
      for (int i = 0; i < 10; i++) {
        allowed += allowed(1, 4, millis * 10 + i, after(millis * 1_000_000L));
      }
    }
    assertThat(allowed).isBetween(1000, 1049);
  }

  @Test
  void pathMtuAnswersAreBoundInAllButNotForEachTarget() {
    int allowed = 0;
    for (int i = 0; i < 200; i++) {
      allowed += limiter.allowPathMtu(START) ? 1 : 0;
    }
    assertThat(allowed).isEqualTo(50);
  }
}
