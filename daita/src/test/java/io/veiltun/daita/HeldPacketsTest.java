package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The queue of a block against a plain one. */
class HeldPacketsTest {
  private static final int MTU = 1420;
  private static final long SEED = 11;

  private final HeldPackets held = new HeldPackets(HeldPackets.CAPACITY);
  private final MemorySegment packet = Arena.ofAuto().allocate(MTU);

  private void add(int number, int length) {
    packet.set(ValueLayout.JAVA_INT, 0, number);
    held.add(packet, 0, length, MTU, number);
  }

  private int first() {
    return held.memory().get(ValueLayout.JAVA_INT_UNALIGNED, held.headOffset());
  }

  @Test
  void packetsAndDecoysComeOutAsTheyCameIn() {
    var random = new SplittableRandom(SEED);
    Queue<Integer> expected = new ArrayDeque<>();
    for (int i = 1; i <= 100_000; i++) {
      boolean filling = random.nextInt(10) < (i / 2000 % 2 == 0 ? 7 : 3);
      if (filling && !held.isFull()) {
        boolean decoy = random.nextBoolean();
        expected.add(decoy ? 0 : i);
        if (decoy) {
          held.addDecoy(MTU, i);
        } else {
          add(i, 40 + i % 1000);
        }
      } else if (!filling && !held.isEmpty()) {
        int next = expected.remove();
        assertThat(held.headIsDecoy()).as("seed %d", SEED).isEqualTo(next == 0);
        if (next > 0) {
          assertThat(first()).isEqualTo(next);
          assertThat(held.headLength()).isEqualTo(40 + next % 1000);
          assertThat(held.oldestPacketSince()).isEqualTo(next);
        }
        held.removeHead();
      }
      assertThat(held.size()).isEqualTo(expected.size());
    }
  }

  @Test
  void theMemoryOfALongQueueGoesBackWhenItRunsEmpty() {
    for (int i = 0; i < HeldPackets.CAPACITY; i++) {
      add(i, 100);
    }
    assertThat(held.capacity()).isEqualTo(HeldPackets.CAPACITY);
    for (int i = 0; i < HeldPackets.CAPACITY; i++) {
      held.removeHead();
    }
    assertThat(held.capacity()).isZero();
    add(7, 100);
    assertThat(first()).isEqualTo(7);
    assertThat(held.clear()).isEqualTo(1);
  }
}
