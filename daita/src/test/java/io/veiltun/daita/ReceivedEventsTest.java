package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceivedEventsTest {
  @Test
  void arrivalsComeOutInOrderWithWhatTheyCarry() {
    ReceivedEvents events = new ReceivedEvents();
    events.add(ReceivedEvents.PACKET);
    events.add(ReceivedEvents.entry(ReceivedEvents.PROBE, 65_535));
    events.add(ReceivedEvents.DECOY);

    assertThat(events.poll()).isEqualTo(ReceivedEvents.PACKET);
    long probe = events.poll();
    assertThat(ReceivedEvents.kind(probe)).isEqualTo(ReceivedEvents.PROBE);
    assertThat(probe).isEqualTo(ReceivedEvents.entry(ReceivedEvents.PROBE, 65_535));
    assertThat(ReceivedEvents.size(probe)).isEqualTo(65_535);
    assertThat(events.poll()).isEqualTo(ReceivedEvents.DECOY);
    assertThat(events.poll()).isZero();
  }

  @Test
  void theReaderIsToldOnceUntilItBegins() {
    ReceivedEvents events = new ReceivedEvents();
    assertThat(events.add(ReceivedEvents.PACKET)).isTrue();
    assertThat(events.add(ReceivedEvents.PACKET)).isFalse();
    events.begin();
    assertThat(events.add(ReceivedEvents.PACKET)).isTrue();
  }

  @Test
  void whatDoesNotFitIsCounted() {
    ReceivedEvents events = new ReceivedEvents();
    for (int i = 0; i < ReceivedEvents.CAPACITY + 30; i++) {
      events.add(i % 3 == 0 ? ReceivedEvents.DECOY : ReceivedEvents.PACKET);
    }
    List<Long> read = new ArrayList<>();
    for (long entry = events.poll(); entry != 0; entry = events.poll()) {
      read.add(entry);
    }

    assertThat(read).hasSize(ReceivedEvents.CAPACITY);
    assertThat(events.takeMorePackets() + events.takeMoreDecoys()).isEqualTo(30);
    assertThat(events.takeMorePackets()).isZero();
  }

  @Test
  void twoThreadsLoseNothing() throws InterruptedException {
    ReceivedEvents events = new ReceivedEvents();
    int arrivals = 3_000_000;
    AtomicInteger told = new AtomicInteger();
    Thread receiver =
        new Thread(() -> {
          for (int i = 0; i < arrivals; i++) {
            if (events.add(numbered(i))) {
              told.incrementAndGet();
            }
          }
        });
    receiver.start();
    long seen = 0;
    int last = -1;
    while (receiver.isAlive() || told.get() > 0) {
      if (told.getAndSet(0) > 0) {
        events.begin();
        for (long entry = events.poll(); entry != 0; entry = events.poll()) {
          assertThat(number(entry)).isGreaterThan(last);
          last = number(entry);
          seen++;
        }
        seen += events.takeMorePackets();
      }
    }
    assertThat(seen).isEqualTo(arrivals);
  }

  /** A packet's entry with a number where others have nothing. */
  private static long numbered(int number) {
    return ReceivedEvents.PACKET | (long) number << Integer.SIZE;
  }

  private static int number(long entry) {
    return (int) (entry >>> Integer.SIZE);
  }
}
