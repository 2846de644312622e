package io.veiltun.engine.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketLoopTest {
  private final PacketLoop loop = new PacketLoop("veiltun-test");

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void tasksRunOnTheOneNamedThread() throws Exception {
    CompletableFuture<String> name = new CompletableFuture<>();
    CompletableFuture<Boolean> inside = new CompletableFuture<>();
    loop.execute(() -> name.complete(Thread.currentThread().getName()));
    loop.execute(() -> inside.complete(loop.inLoop()));
    assertThat(name.get(10, TimeUnit.SECONDS)).isEqualTo("veiltun-test");
    assertThat(inside.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(loop.inLoop()).isFalse();
  }

  @Test
  void aTimerFiresNoEarlierThanAsked() throws Exception {
    CompletableFuture<Long> fired = new CompletableFuture<>();
    long start = System.nanoTime();
    loop.schedule(() -> fired.complete(System.nanoTime()), 5_000_000);
    assertThat(fired.get(10, TimeUnit.SECONDS) - start).isGreaterThanOrEqualTo(5_000_000);
  }

  @Test
  void aWatchIsRefusedOutsideTheLoop() {
    assertThatThrownBy(() -> loop.watch(0, () -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedLoopRejectsTasksButLetsTheCallerCleanUp() {
    loop.close();
    assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    CompletableFuture<Thread> cleaned = new CompletableFuture<>();
    loop.executeOrRun(() -> cleaned.complete(Thread.currentThread()));
    assertThat(cleaned).isCompletedWithValue(Thread.currentThread());
  }
}
