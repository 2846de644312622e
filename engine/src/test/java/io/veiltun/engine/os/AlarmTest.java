package io.veiltun.engine.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The alarm of the kernel, and the one any other loop has. */
class AlarmTest {
  private static final long MILLI = 1_000_000;

  @Test
  void theKernelsAlarmRingsOnTheLoopAndNotBeforeItsTime() throws Exception {
    try (PacketLoop loop = new PacketLoop("alarm-test")) {
      CompletableFuture<Long> rang = new CompletableFuture<>();
      loop.execute(() -> {
        long start = System.nanoTime();
        AtomicReference<Alarm> alarm = new AtomicReference<>();
        alarm.set(
            loop.alarm(() -> {
              assertThat(loop.inLoop()).isTrue();
              alarm.get().close();
              rang.complete(System.nanoTime() - start);
            }));
        alarm.get().set(20 * MILLI);
      });
      assertThat(rang.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(20 * MILLI);
    }
  }

  @Test
  void theKernelsAlarmRingsOnceForTheTimeSetLast() throws Exception {
    try (PacketLoop loop = new PacketLoop("alarm-test")) {
      CompletableFuture<Long> first = new CompletableFuture<>();
      List<Long> rings = new ArrayList<>();
      loop.execute(() -> {
        long start = System.nanoTime();
        Alarm alarm =
            loop.alarm(() -> {
              rings.add(System.nanoTime() - start);
              first.complete(rings.getFirst());
            });
        alarm.set(3600_000 * MILLI);
        alarm.set(5 * MILLI);
        alarm.set(30 * MILLI);
      });
      assertThat(first.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(30 * MILLI);
      assertThat(rings).hasSize(1);
    }
  }

  @Test
  void anAlarmThatIsDueRingsAtOnce() throws Exception {
    try (PacketLoop loop = new PacketLoop("alarm-test")) {
      CompletableFuture<Void> rang = new CompletableFuture<>();
      loop.execute(() -> loop.alarm(() -> rang.complete(null)).set(-5));
      rang.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aClosedAlarmIsSilent() throws Exception {
    try (PacketLoop loop = new PacketLoop("alarm-test")) {
      CompletableFuture<Void> later = new CompletableFuture<>();
      List<String> rings = new ArrayList<>();
      loop.execute(() -> {
        Alarm closed = loop.alarm(() -> rings.add("closed"));
        closed.set(MILLI);
        closed.close();
        closed.set(MILLI);
        closed.close();
        loop.alarm(() -> later.complete(null)).set(20 * MILLI);
      });
      later.get(10, TimeUnit.SECONDS);
      assertThat(rings).isEmpty();
    }
  }

  @Test
  void anyLoopsAlarmRingsOnceForTheTimeSetLast() {
    World world = new World();
    List<Long> rings = new ArrayList<>();
    Alarm alarm = world.alarm(() -> rings.add(world.nanos()));
    long start = world.nanos();
    alarm.set(50 * MILLI);
    alarm.set(10 * MILLI);
    alarm.set(20 * MILLI);
    world.advance(Duration.ofSeconds(1));
    assertThat(rings).containsExactly(start + 20 * MILLI);

    alarm.set(MILLI);
    alarm.close();
    world.advance(Duration.ofSeconds(1));
    assertThat(rings).hasSize(1);
  }
}
