package io.veiltun.engine.tunnel;

import io.veiltun.engine.os.Loop;
import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.packet.Endpoint;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handshake messages on their way from the receive loop to the handshake loop.
 *
 * <p>Anyone who knows our public key can send messages that cost more to refuse than a data packet
 * costs to open. So what waits is bounded, and so is the time spent in vain: after messages that
 * led to nothing the queue rests three times as long as they took. A flood then takes no more than
 * a quarter of one CPU, whatever its rate, and less where others want the CPU; what does not fit
 * meanwhile is dropped at the price of a look. Handshakes of peers cause no rest.
 */
final class HandshakeQueue {
  /** Messages that may wait; more are dropped (wireguard-protocol §2, the kernel's value). */
  static final int CAPACITY = 4096;

  /** Messages in one go, before the loop's other tasks get their turn. */
  static final int BURST = 64;

  /** How many times as long as the work in vain the rest is. */
  static final int REST = 3;

  /** The longest rest: the clock also runs while the machine or the thread sleeps. */
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(100);

  /** What the handshake loop does with a message. */
  interface Receiver {
    /**
     * Handles a message.
     *
     * @param waiting how many messages waited, this one included
     * @return false if the work was in vain
     */
    boolean receive(byte[] message, Endpoint source, int waiting);

    /** The messages of one go are handled. */
    void endOfBurst();
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  private record Waiting(byte[] message, Endpoint source) {}

  private final Loop loop;
  private final NanoClock clock;
  private final Receiver receiver;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  HandshakeQueue(Loop loop, NanoClock clock, Receiver receiver) {
    this.loop = loop;
    this.clock = clock;
    this.receiver = receiver;
  }

  /** Whether another message may wait. Any thread. */
  boolean hasRoom() {
    return size.get() < CAPACITY;
  }

  /** Takes a message over; only while it has room. The receive loop. */
  void add(byte[] message, Endpoint source) {
    size.incrementAndGet();
    queue.add(new Waiting(message, source));
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(this::burst);
    }
  }

  private void burst() {
    long inVain = 0;
    try {
      inVain = handle();
    } finally {
      // Also when a message failed: the queue would stand still for ever.
      receiver.endOfBurst();
      if (inVain > 0) {
        loop.schedule(this::next, Math.min(REST * inVain, LONGEST_REST));
      } else {
        next();
      }
    }
  }

  private long handle() {
    long inVain = 0;
    long from = clock.nanos();
    for (int i = 0; i < BURST; i++) {
      Waiting next = queue.poll();
      if (next == null) {
        break;
      }
      boolean useful = receiver.receive(next.message(), next.source(), size.getAndDecrement());
      long now = clock.nanos();
      inVain += useful ? 0 : now - from;
      from = now;
    }
    return inVain;
  }

  private void next() {
    scheduled.set(false);
    if (!queue.isEmpty() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::burst);
    }
  }
}
