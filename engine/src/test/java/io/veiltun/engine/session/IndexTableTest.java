package io.veiltun.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IndexTableTest {
  /** Draws from a small range, so that indices collide, probe and come back. */
  private static RandomGenerator narrow(long seed, int bound) {
    var random = new SplittableRandom(seed);
    return () -> (long) random.nextInt(bound) << 32;
  }

  @Test
  void randomOperationsAgreeWithAMap() {
    long seed = 77;
    var random = new SplittableRandom(seed);
    var table = new IndexTable<String>(narrow(seed, 1000));
    Map<Integer, String> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      String what = "seed %d, step %d".formatted(seed, i);
      int index = random.nextInt(1000);
      String value = "value " + i;
      switch (random.nextInt(4)) {
        case 0 -> {
          if (model.size() < 500) {
            int reserved = table.reserve(value);
            assertThat(model.put(reserved, value)).as(what).isNull();
          }
        }
        case 1 -> {
          table.remove(index);
          model.remove(index);
        }
        case 2 -> {
          boolean known = model.replace(index, value) != null;
          assertThat(table.replace(index, value)).as(what).isEqualTo(known);
        }
        default -> assertThat(table.get(index)).as(what).isEqualTo(model.get(index));
      }
      assertThat(table.size()).as(what).isEqualTo(model.size());
    }
    for (int index = 0; index < 1000; index++) {
      assertThat(table.get(index)).isEqualTo(model.get(index));
    }
  }

  @Test
  void zeroIsAnIndexLikeAnyOther() {
    var table = new IndexTable<String>(() -> 0L);
    assertThat(table.get(0)).isNull();
    assertThat(table.reserve("zero")).isZero();
    assertThat(table.get(0)).isEqualTo("zero");
    table.remove(0);
    assertThat(table.get(0)).isNull();
    assertThat(table.reserve("again")).isZero();
    assertThat(table.get(0)).isEqualTo("again");
  }

  @Test
  void manyIndicesResolveAfterGrowth() {
    var table = new IndexTable<Integer>(new SplittableRandom(4));
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      indices.add(table.reserve(i));
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(table.get(indices.get(i))).isEqualTo(i);
    }
  }

  /** A value that knows its index; a reader that finds it under another has caught a race. */
  private record Owner(int id) {}

  @Test
  void readersAlwaysFindWhatStays() throws Exception {
    var table = new IndexTable<Owner>(narrow(5, 5_000));
    List<Integer> stable = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      stable.add(table.reserve(new Owner(i)));
    }
    var done = new AtomicBoolean();
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Future<Long> reads = reader.submit(() -> readUntil(done, table, stable));
      var random = new SplittableRandom(6);
      List<Integer> moving = new ArrayList<>();
      for (int i = 0; i < 300_000; i++) {
        if (moving.size() < 1000 && random.nextBoolean()) {
          moving.add(table.reserve(new Owner(-1)));
        } else if (!moving.isEmpty()) {
          table.remove(moving.removeLast());
        }
        int replaced = random.nextInt(stable.size());
        table.replace(stable.get(replaced), new Owner(replaced));
      }
      done.set(true);
      assertThat(reads.get()).isPositive();
    }
  }

  private static long readUntil(AtomicBoolean done, IndexTable<Owner> table, List<Integer> stable) {
    long reads = 0;
    do {
      for (int i = 0; i < stable.size(); i++) {
        Owner owner = table.get(stable.get(i));
        assertThat(owner).isNotNull();
        assertThat(Objects.requireNonNull(owner).id()).isEqualTo(i);
        reads++;
      }
    } while (!done.get());
    return reads;
  }

  @Test
  void lookupAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var table = new IndexTable<Owner>(new SplittableRandom(9));
    int[] indices = new int[1000];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = table.reserve(new Owner(i));
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    int found = 0;
    for (int round = 0; round < 100; round++) {
      for (int index : indices) {
        found += table.get(index) != null ? 1 : 0;
      }
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(found).isEqualTo(100 * indices.length);
    assertThat(allocated).isZero();
  }
}
