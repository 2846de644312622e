package io.veiltun.engine.os;

import io.veiltun.engine.packet.PacketBatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A source of batches that reads a descriptor only on demand. Signals come on one {@link
 * PacketLoop}; {@code request} may be called anywhere and costs nothing when called there. One
 * subscriber. After a number of batches in a row it returns to the loop so that others get a turn.
 */
public abstract class PolledFlux extends Flux<PacketBatch> {
  private static final int BATCHES_IN_A_ROW = 16;

  private final PacketLoop loop;
  private final AtomicBoolean taken = new AtomicBoolean();
  private @Nullable CoreSubscriber<? super PacketBatch> subscriber;
  private long demand;
  private int lent;
  private int inARow;
  private boolean draining;
  private boolean yielding;
  private boolean ended;

  /** Creates a source whose signals come on {@code loop}. */
  protected PolledFlux(PacketLoop loop) {
    this.loop = loop;
  }

  /** Called once on the loop when someone subscribed, before the first {@link #poll}. */
  protected abstract void start();

  /**
   * Reads without blocking. Called on the loop.
   *
   * @param lent how many batches the subscriber may still hold, not counting the one to be returned
   * @return the next batch, valid until the subscriber's next request; null if nothing is ready
   * @throws PollFailure to end the flux with that error
   */
  protected abstract @Nullable PacketBatch poll(int lent);

  /** Asks for, or does without, a call of {@link #ready} when the descriptor is readable. */
  protected abstract void interest(boolean read);

  /** Called once on the loop when no more will be read. */
  protected abstract void stop();

  /** To be called on the loop when the descriptor is ready. */
  protected final void ready() {
    inARow = 0;
    if (demand == 0) {
      interest(false);
    } else {
      drain();
    }
  }

  /** Ends the flux: completes it, or lets it fail with {@code error}. Any thread; idempotent. */
  protected final void end(@Nullable Throwable error) {
    loop.executeOrRun(() -> finish(error));
  }

  @Override
  public final void subscribe(CoreSubscriber<? super PacketBatch> actual) {
    if (!taken.compareAndSet(false, true)) {
      Operators.error(actual, new IllegalStateException("this source takes one subscriber"));
      return;
    }
    try {
      loop.execute(() -> begin(actual));
    } catch (RejectedExecutionException e) {
      Operators.error(actual, e);
    }
  }

  private void begin(CoreSubscriber<? super PacketBatch> actual) {
    if (ended) {
      Operators.complete(actual);
      return;
    }
    subscriber = actual;
    start();
    actual.onSubscribe(new Demand());
  }

  private void requested(long n) {
    lent = 0;
    if (ended) {
      return;
    }
    demand = Operators.addCap(demand, n);
    if (draining) {
      return;
    }
    if (inARow < BATCHES_IN_A_ROW || hasBuffered()) {
      drain();
    } else if (!yielding) {
      // A subscriber that asks for each batch on its own, outside onNext, would else read on and on
      // in one turn of the loop.
      yielding = true;
      loop.execute(this::afterOthers);
    }
  }

  private void afterOthers() {
    yielding = false;
    inARow = 0;
    drain();
  }

  private void drain() {
    CoreSubscriber<? super PacketBatch> to = subscriber;
    if (draining || to == null) {
      return;
    }
    draining = true;
    try {
      while (demand > 0 && !ended && (inARow < BATCHES_IN_A_ROW || hasBuffered())) {
        PacketBatch batch = poll(lent);
        if (batch == null) {
          inARow = 0;
          break;
        }
        inARow++;
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        lent++;
        to.onNext(batch);
      }
    } catch (PollFailure e) {
      finish(e.reason());
    } finally {
      draining = false;
    }
    if (demand > 0 && !ended) {
      interest(true);
    }
  }

  /** Whether {@link #poll} has packets that the descriptor's readiness does not announce. */
  protected abstract boolean hasBuffered();

  private void finish(@Nullable Throwable error) {
    if (ended) {
      return;
    }
    ended = true;
    CoreSubscriber<? super PacketBatch> to = subscriber;
    subscriber = null;
    stop();
    if (to != null && error != null) {
      to.onError(error);
    } else if (to != null) {
      to.onComplete();
    }
  }

  private void cancelled() {
    subscriber = null;
    finish(null);
  }

  private final class Demand implements Subscription {
    @Override
    public void request(long n) {
      if (!Operators.validate(n)) {
        return;
      }
      if (loop.inLoop()) {
        requested(n);
      } else {
        loop.executeOrRun(() -> requested(n));
      }
    }

    @Override
    public void cancel() {
      loop.executeOrRun(PolledFlux.this::cancelled);
    }
  }

  /** Carries the reason a source can't go on out of {@link #poll}. */
  protected static final class PollFailure extends RuntimeException {
    private final Throwable reason;

    /** The flux will end with {@code reason}. */
    public PollFailure(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    Throwable reason() {
      return reason;
    }
  }
}
