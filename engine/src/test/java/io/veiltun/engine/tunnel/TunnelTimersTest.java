package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The timers of wireguard-protocol §11, as an observer with a clock sees them. */
class TunnelTimersTest {
  private static final int KEEPALIVE_LENGTH = 32;

  private final Pair pair = Pair.connected();

  private List<Datagram> keepalives() {
    return pair.seen(Messages.TRANSPORT).stream()
        .filter(datagram -> datagram.bytes().length == KEEPALIVE_LENGTH)
        .toList();
  }

  @Test
  void anIdleTunnelIsSilent() {
    pair.world.advance(Duration.ofHours(1));
    assertThat(pair.network.seen()).isEmpty();
    pair.aliceSends(pair.toBob(60, 1));
    pair.bobSends(pair.toAlice(60, 2));
    pair.world.advance(Duration.ofSeconds(30));
    int after = pair.network.seen().size();
    pair.world.advance(Duration.ofHours(24));
    assertThat(pair.network.seen()).hasSize(after);
  }

  @Test
  void dataWithoutAnAnswerIsAcknowledgedAfter10Seconds() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofMillis(9_990));
    assertThat(keepalives()).isEmpty();
    pair.world.advance(Duration.ofMillis(20));
    assertThat(keepalives()).hasSize(1);
    assertThat(keepalives().getFirst().from()).isEqualTo(Pair.BOB);
  }

  @Test
  void keepalivesAreNotAnsweredWithKeepalives() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofMinutes(2));
    assertThat(keepalives()).hasSize(1);
  }

  @Test
  void anAnswerWithin10SecondsNeedsNoKeepalive() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofSeconds(9));
    pair.bobSends(pair.toAlice(60, 2));
    pair.world.advance(Duration.ofSeconds(9));
    assertThat(keepalives()).isEmpty();
  }

  @Test
  void steadyOneWayDataIsAcknowledgedEvery10Seconds() {
    for (int i = 0; i < 100; i++) {
      pair.aliceSends(pair.toBob(60, i));
      pair.world.advance(Duration.ofSeconds(1));
    }
    assertThat(keepalives()).hasSizeBetween(8, 10);
    assertThat(pair.seen(Messages.INITIATION)).hasSize(1);
  }

  @Test
  void aLostInitiationIsRepeatedAfter5SecondsPlusJitter() {
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofMillis(4_999));
    assertThat(pair.seen(Messages.INITIATION)).hasSize(1);
    pair.world.advance(Duration.ofMillis(336));
    assertThat(pair.seen(Messages.INITIATION)).hasSize(2);
  }

  @Test
  void theRetryIntervalHasJitter() {
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 1));
    Set<Long> intervals = new HashSet<>();
    long last = pair.world.nanos();
    int seen = 1;
    while (seen < 10) {
      pair.world.advance(Duration.ofMillis(1));
      if (pair.seen(Messages.INITIATION).size() > seen) {
        seen++;
        intervals.add((pair.world.nanos() - last) / 1_000_000);
        last = pair.world.nanos();
      }
    }
    assertThat(intervals).allMatch(ms -> ms >= 5_000 && ms <= 5_335).hasSizeGreaterThan(3);
  }

  @Test
  void itGivesUpAfter20InitiationsAndForgetsWhatWaited() {
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofMinutes(10));
    assertThat(pair.seen(Messages.INITIATION)).hasSize(20);
    assertThat(pair.alice.dropped(DropReason.HANDSHAKE_GAVE_UP)).isEqualTo(1);
  }

  @Test
  void newDataStartsANewSeriesAfterGivingUp() {
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofMinutes(10));
    pair.network.path(List::of);
    byte[] packet = pair.toBob(60, 2);
    pair.aliceSends(packet);
    assertThat(pair.bob.device.delivered()).containsExactly(packet);
  }

  @Test
  void aPersistentKeepaliveNeverStopsTryingAndRecoversAfterAnHourOfOutage() {
    Pair kept = new Pair();
    kept.alice.knows(kept.bob, Pair.BOB, SecretKey.zero(), 25, "10.0.0.2/32");
    kept.bob.knows(kept.alice, null, "10.0.0.1/32");
    kept.world.advance(Duration.ofMinutes(1));
    kept.network.path(datagram -> List.of());
    kept.world.advance(Duration.ofHours(1));
    kept.network.path(List::of);
    int before = kept.seen(Messages.RESPONSE).size();
    kept.world.advance(Duration.ofSeconds(26));
    assertThat(kept.seen(Messages.RESPONSE).size()).isGreaterThan(before);
    kept.bobSends(kept.toAlice(60, 1));
    assertThat(kept.alice.device.delivered()).as("the path back is open").hasSize(1);
  }

  @Test
  void aPersistentKeepaliveIsSentAtOnceAndThenOnlyWhenTheTunnelIsQuiet() {
    Pair kept = new Pair();
    kept.bob.knows(kept.alice, null, "10.0.0.1/32");
    kept.alice.knows(kept.bob, Pair.BOB, SecretKey.zero(), 25, "10.0.0.2/32");
    assertThat(kept.seen(Messages.INITIATION)).hasSize(1);
    int before = kept.network.seen().size();
    kept.world.advance(Duration.ofSeconds(24));
    assertThat(kept.network.seen()).hasSize(before);
    for (int i = 0; i < 20; i++) {
      kept.bobSends(kept.toAlice(60, i));
      kept.aliceSends(kept.toBob(60, i));
      kept.world.advance(Duration.ofSeconds(4));
    }
    long quiet =
        kept.seenFrom(Pair.ALICE, Messages.TRANSPORT).stream()
            .filter(datagram -> datagram.bytes().length == KEEPALIVE_LENGTH)
            .count();
    assertThat(quiet).as("only the confirmation of the first handshake").isEqualTo(1);
  }

  @Test
  void silenceAfterDataLeadsToANewHandshakeAfter15Seconds() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.bobSends(pair.toAlice(60, 2));
    pair.network.path(datagram -> List.of());
    pair.aliceSends(pair.toBob(60, 3));
    pair.world.advance(Duration.ofMillis(14_990));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.INITIATION)).hasSize(1);
    pair.world.advance(Duration.ofMillis(400));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.INITIATION)).hasSize(2);
  }

  @Test
  void theInitiatorRekeysOnceAfter120SecondsWhenItSends() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofSeconds(119));
    pair.aliceSends(pair.toBob(60, 2));
    assertThat(pair.seen(Messages.INITIATION)).hasSize(1);
    pair.world.advance(Duration.ofSeconds(2));
    for (int i = 0; i < 50; i++) {
      pair.aliceSends(pair.toBob(60, 3 + i));
    }
    assertThat(pair.seen(Messages.INITIATION)).hasSize(2);
    assertThat(pair.bob.device.delivered()).hasSize(52);
  }

  @Test
  void theResponderNeverRekeysByAge() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.world.advance(Duration.ofSeconds(150));
    pair.bobSends(pair.toAlice(60, 2));
    assertThat(pair.seenFrom(Pair.BOB, Messages.INITIATION)).isEmpty();
  }

  @Test
  void anInitiatorThatOnlyReceivesRekeysInTheLastMinute() {
    pair.aliceSends(pair.toBob(60, 1));
    int number = 0;
    for (int second = 0; second < 170; second += 2) {
      pair.bobSends(pair.toAlice(60, number++));
      pair.world.advance(Duration.ofSeconds(2));
    }
    pair.bobSends(pair.toAlice(60, number++));
    assertThat(pair.alice.device.delivered()).hasSize(number);
    assertThat(pair.seen(Messages.INITIATION).size()).isEqualTo(2);
  }

  @Test
  void aSessionOlderThan180SecondsCarriesNothing() {
    pair.aliceSends(pair.toBob(60, 1));
    Datagram recorded = pair.seen(Messages.TRANSPORT).getLast();
    pair.network.path(datagram -> List.of());
    pair.world.advance(Duration.ofSeconds(60));
    pair.aliceSends(pair.toBob(60, 2));
    Datagram held = pair.seen(Messages.TRANSPORT).getLast();
    assertThat(held).isNotEqualTo(recorded);
    pair.world.advance(Duration.ofSeconds(121));
    pair.network.inject(held);
    pair.world.settle();
    assertThat(pair.bob.dropped(DropReason.EXPIRED_SESSION)).isEqualTo(1);
  }

  @Test
  void keysAreForgotten540SecondsAfterTheLastHandshake() {
    pair.aliceSends(pair.toBob(60, 1));
    Datagram held = pair.seen(Messages.TRANSPORT).getLast();
    pair.world.advance(Duration.ofSeconds(541));
    pair.network.inject(held);
    pair.world.settle();
    assertThat(pair.bob.dropped(DropReason.UNKNOWN_INDEX)).isEqualTo(1);
    assertThat(pair.alice.tunnel.status().peers().getFirst().established()).isFalse();
  }

  @Test
  void dataEverySevenSecondsForADayArrivesWholeAcrossAllRekeys() {
    int sent = 0;
    for (long second = 0; second < Duration.ofHours(24).toSeconds(); second += 7) {
      pair.aliceSends(pair.toBob(60, sent));
      pair.bobSends(pair.toAlice(60, sent));
      sent++;
      pair.world.advance(Duration.ofSeconds(7));
    }
    assertThat(pair.bob.device.delivered()).hasSize(sent);
    assertThat(pair.alice.device.delivered()).hasSize(sent);
    assertThat(pair.seen(Messages.INITIATION)).hasSizeBetween(650, 730);
  }

  @Test
  void tenMinutesThroughALossyPathLoseNoMoreThanThePathDoes() {
    SplittableRandom random = new SplittableRandom(21);
    int[] lost = {0};
    pair.network.path(datagram -> {
      boolean lose = random.nextInt(10) == 0;
      if (lose && datagram.type() == Messages.TRANSPORT && datagram.bytes().length > 32) {
        lost[0]++;
      }
      return lose ? List.of() : List.of(datagram);
    });
    int sent = 0;
    for (int tick = 0; tick < 6000; tick++) {
      pair.aliceSends(pair.toBob(60, sent));
      pair.bobSends(pair.toAlice(60, sent));
      sent++;
      pair.world.advance(Duration.ofMillis(100));
    }
    int delivered = pair.bob.device.delivered().size() + pair.alice.device.delivered().size();
    assertThat(delivered).isGreaterThanOrEqualTo(2 * sent - lost[0] - 2 * 128);
  }

  @Test
  void bothSidesMayInitiateAtTheSameMoment() {
    pair.alice.device.write(pair.toBob(60, 1));
    pair.bob.device.write(pair.toAlice(60, 2));
    pair.world.settle();
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(pair.bob.device.delivered()).hasSize(1);
    assertThat(pair.alice.device.delivered()).hasSize(1);
    assertThat(pair.seen(Messages.INITIATION)).as("no storm").hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void afterALongSleepTrafficResumesWithAFreshHandshake() {
    pair.aliceSends(pair.toBob(60, 1));
    pair.bobSends(pair.toAlice(60, 2));
    pair.world.sleep(Duration.ofHours(8));
    pair.aliceSends(pair.toBob(60, 3));
    // Both ends slept and both wake with a keepalive to send, so their initiations may cross: one
    // retry settles it.
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(pair.bob.device.delivered()).hasSize(2);
    assertThat(pair.seen(Messages.INITIATION)).hasSizeLessThanOrEqualTo(4);
  }

  /** A secure generator takes a lock, which the handshake loop may hold, and makes garbage. */
  @Test
  void questionsAndAnswersDrawNoSecureRandomNumbers() {
    AtomicInteger draws = new AtomicInteger();
    Random source = new Random(5);
    RandomGenerator counted =
        () -> {
          draws.incrementAndGet();
          return source.nextLong();
        };
    Endpoint there = Pair.endpoint("192.0.2.3", 3333);
    CustomHost carol =
        new CustomHost(pair.world, pair.network, there, pair.world, counted).connected();
    carol.knows(pair.alice.key(), Pair.ALICE, 0, "10.0.0.1/32");
    pair.alice
        .tunnel
        .addPeer(
            new PeerConfig(
                "carol",
                carol.key(),
                SecretKey.zero(),
                there,
                List.of(IpPrefix.parse("10.0.0.3/32")),
                0))
        .subscribe();
    int handshakes = 0;
    for (int i = 0; i < 10; i++) {
      carol.device.write(Packets.udp("10.0.0.3", "10.0.0.1", 60, i));
      pair.world.advance(Duration.ofMillis(20));
      handshakes = i == 0 ? draws.get() : handshakes;
      pair.aliceSends(Packets.udp("10.0.0.1", "10.0.0.3", 60, i));
    }
    assertThat(carol.device.delivered()).hasSize(10);
    assertThat(draws).hasValue(handshakes);
  }
}
