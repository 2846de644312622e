package io.veiltun.engine.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

class PolledFluxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PacketLoop loop = new PacketLoop("veiltun-test");
  private final Source source = new Source(loop);

  /** Has {@code left} batches ready; notes what it is asked. All on the loop. */
  private static final class Source extends PolledFlux {
    private final PacketBatch[] batches = {batch(), batch()};
    private final List<Integer> lentCounts = new ArrayList<>();
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    private int left;
    private boolean interested;
    private boolean announced;
    private @Nullable Throwable failure;

    private final PacketLoop loop;

    Source(PacketLoop loop) {
      super(loop);
      this.loop = loop;
    }

    private static PacketBatch batch() {
      return new PacketBatch(Arena.ofAuto().allocate(8), 1);
    }

    @Override
    protected void start() {}

    @Override
    protected @Nullable PacketBatch poll(int lent) {
      Throwable error = failure;
      if (left == 0 && error != null) {
        throw new PollFailure(error);
      }
      if (left == 0) {
        return null;
      }
      left--;
      lentCounts.add(lent);
      return batches[lent % 2];
    }

    @Override
    protected boolean hasBuffered() {
      return false;
    }

    @Override
    protected void interest(boolean read) {
      interested = read;
      if (announced && read && left > 0) {
        loop.execute(this::ready);
      }
    }

    @Override
    protected void stop() {
      stopped.complete(true);
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void noMoreThanRequestedIsPolled() throws Exception {
    source.left = 5;
    StepVerifier.create(source, 0)
        .thenRequest(2)
        .expectNextCount(2)
        .then(() -> assertThat(onLoop(() -> source.left)).isEqualTo(3))
        .thenRequest(1)
        .expectNextCount(1)
        .thenCancel()
        .verify(PATIENCE);
    assertThat(source.stopped.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(onLoop(() -> source.left)).isEqualTo(2);
  }

  @Test
  void aBatchIsNotReusedBeforeTheNextRequest() {
    source.left = 3;
    StepVerifier.create(source, 0)
        .thenRequest(2)
        .expectNextCount(2)
        .thenRequest(1)
        .expectNextCount(1)
        .thenCancel()
        .verify(PATIENCE);
    assertThat(source.lentCounts).containsExactly(0, 1, 0);
  }

  @Test
  void readinessWithoutDemandDropsTheInterest() {
    StepVerifier.create(source, 0)
        .thenRequest(1)
        .then(() -> assertThat(onLoop(() -> source.interested)).isTrue())
        .then(() ->
            loop.execute(() -> {
              source.left = 2;
              source.ready();
            }))
        .expectNextCount(1)
        .then(() -> loop.execute(source::ready))
        .then(() -> assertThat(onLoop(() -> source.interested)).isFalse())
        .thenRequest(1)
        .expectNextCount(1)
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void othersGetATurnAfterSomeBatchesInARow() {
    source.left = 1_000;
    StepVerifier.create(source, 0)
        .thenRequest(Long.MAX_VALUE)
        .expectNextCount(16)
        .then(() -> assertThat(onLoop(() -> source.left)).isEqualTo(984))
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void othersGetATurnWhenEveryBatchIsAskedForFromTheLoop() throws Exception {
    source.left = 1_000;
    source.announced = true;
    var puller = new Puller();
    source.subscribe(puller);
    CompletableFuture<Integer> othersTurn = new CompletableFuture<>();
    loop.execute(() -> {
      loop.execute(() -> othersTurn.complete(puller.received));
      puller.pull();
    });
    assertThat(othersTurn.get(10, TimeUnit.SECONDS)).isBetween(1, 16);
    assertThat(puller.all.get(10, TimeUnit.SECONDS)).isEqualTo(1_000);
  }

  /** Asks for the next batch whenever it has one, but never from within onNext's own call. */
  private static final class Puller extends BaseSubscriber<PacketBatch> {
    private final CompletableFuture<Integer> all = new CompletableFuture<>();
    private int received;
    private boolean waiting;

    void pull() {
      waiting = false;
      int before;
      do {
        before = received;
        request(1);
      } while (received > before && received < 1_000);
      waiting = true;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnNext(PacketBatch batch) {
      received++;
      if (received == 1_000) {
        all.complete(received);
      } else if (waiting) {
        pull();
      }
    }
  }

  @Test
  void aFailedPollEndsTheFluxWithItsReason() {
    source.failure = new IOException("gone");
    StepVerifier.create(source).expectErrorMessage("gone").verify(PATIENCE);
    assertThat(source.stopped).isCompleted();
  }

  @Test
  void aSecondSubscriberIsRefused() {
    StepVerifier.create(source, 0).thenCancel().verify(PATIENCE);
    StepVerifier.create(source).expectError(IllegalStateException.class).verify(PATIENCE);
  }

  @Test
  void endingWithoutASubscriberCompletesALaterOne() {
    source.end(null);
    StepVerifier.create(source).expectComplete().verify(PATIENCE);
  }

  private <T> T onLoop(java.util.function.Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, loop).join();
  }
}
