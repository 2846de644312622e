package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.memory.World;
import io.veiltun.engine.packet.Endpoint;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A second of messages, each of which costs the handshake loop a known time. */
class HandshakeQueueTest {
  private static final Endpoint SOURCE = Pair.endpoint("198.51.100.7", 7);
  private static final byte[] MESSAGE = new byte[148];

  private final World world = new World();
  private long worked;
  private int handled;
  private int mostWaiting;
  private boolean useful;
  private long cost;
  private boolean broken;

  private final HandshakeQueue queue =
      new HandshakeQueue(
          world,
          () -> world.nanos() + worked,
          new HandshakeQueue.Receiver() {
            @Override
            public boolean receive(byte[] message, Endpoint source, int waiting) {
              if (broken) {
                throw new IllegalStateException("broken");
              }
              handled++;
              worked += cost;
              mostWaiting = Math.max(mostWaiting, waiting);
              return useful;
            }

            @Override
            public void endOfBurst() {}
          });

  private void offer() {
    if (queue.hasRoom()) {
      queue.add(MESSAGE, SOURCE);
    }
  }

  /** The work takes no time of the world's: what is left of a second is the loop's to give. */
  @ParameterizedTest
  @CsvSource({"1000, 5", "1000, 120", "100000, 5", "100000, 120", "1000000, 5", "1000000, 120"})
  void workInVainTakesAtMostAThirdOfTheRestWhateverTheRate(int perSecond, int costMicros) {
    cost = costMicros * 1000L;
    for (int tick = 0; tick < 1000; tick++) {
      for (int i = 0; i < perSecond / 1000; i++) {
        offer();
      }
      world.advance(Duration.ofMillis(1));
    }
    long burst = HandshakeQueue.BURST * cost;
    assertThat(worked).isLessThanOrEqualTo(1_000_000_000L / HandshakeQueue.REST + burst);
    assertThat(mostWaiting).isLessThanOrEqualTo(HandshakeQueue.CAPACITY);
    long possible = 1_000_000_000L / HandshakeQueue.REST / cost;
    assertThat(handled)
        .as("and no less than that")
        .isGreaterThan((int) (Math.min(perSecond, possible) * 0.9));
  }

  @Test
  void handshakesOfPeersDoNotWaitForEachOther() {
    useful = true;
    cost = 120_000;
    for (int i = 0; i < 4000; i++) {
      offer();
    }
    world.settle();
    assertThat(handled).isEqualTo(4000);
  }

  @Test
  void noMoreThanItsCapacityWaits() {
    for (int i = 0; i < HandshakeQueue.CAPACITY; i++) {
      assertThat(queue.hasRoom()).isTrue();
      queue.add(MESSAGE, SOURCE);
    }
    assertThat(queue.hasRoom()).isFalse();
    world.settle();
    assertThat(queue.hasRoom()).isTrue();
    assertThat(handled).isEqualTo(HandshakeQueue.CAPACITY);
  }

  /** The clock runs while the machine sleeps. */
  @Test
  void aSuspendInTheMiddleOfAMessageIsNotWorkToRestFrom() {
    cost = Duration.ofHours(8).toNanos();
    offer();
    world.settle();
    cost = 0;
    offer();
    world.advance(Duration.ofMillis(100));
    assertThat(handled).isEqualTo(2);
  }

  @Test
  void aMessageThatFailsDoesNotStopTheOthers() {
    broken = true;
    offer();
    offer();
    assertThatThrownBy(world::settle).hasMessage("broken");
    broken = false;
    world.settle();
    offer();
    world.settle();
    assertThat(handled).isEqualTo(2);
  }
}
