package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.World;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The table of wireguard-protocol §11 to the nanosecond: what arms, re-arms and clears each timer,
 * and when it expires. Events are written {@code name@seconds}.
 */
class PeerTimersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 77 * SECOND;
  private static final long MAX_JITTER = 333_999_999;

  private long jitter;
  private final List<String> expired = new ArrayList<>();
  private PeerTimers timers = fresh();

  private final PeerTimers.Expiry expiry =
      new PeerTimers.Expiry() {
        @Override
        public void retransmitHandshake() {
          expired.add("retransmit");
        }

        @Override
        public void giveUpHandshake() {
          expired.add("give up");
        }

        @Override
        public void sendKeepalive() {
          expired.add("keepalive");
        }

        @Override
        public void newHandshake() {
          expired.add("new handshake");
        }

        @Override
        public void zeroKeys() {
          expired.add("zero keys");
        }
      };

  private PeerTimers fresh() {
    return LonePeer.of(
            new World(),
            bound -> {
              assertThat(bound).isGreaterThan(MAX_JITTER);
              return jitter;
            })
        .timers;
  }

  private void play(String events) {
    for (String event : events.split(" ", -1)) {
      String[] parts = event.split("@", -1);
      long at = START + nanos(parts[1]);
      switch (parts[0]) {
        case "initiated" -> timers.handshakeInitiated(at);
        case "postponed" -> timers.handshakePostponed(at);
        case "complete" -> timers.handshakeComplete();
        case "derived" -> timers.sessionDerived(at);
        case "sent" -> timers.anyAuthenticatedPacketSent(at);
        case "received" -> timers.anyAuthenticatedPacketReceived(at);
        case "dataSent" -> {
          timers.anyAuthenticatedPacketSent(at);
          timers.dataSent(at);
        }
        case "dataReceived" -> {
          timers.anyAuthenticatedPacketReceived(at);
          timers.dataReceived(at);
        }
        case "every25" -> timers.persistentKeepalive(25 * SECOND, at);
        case "every0" -> timers.persistentKeepalive(0, at);
        case "stop" -> timers.stop();
        default -> throw new IllegalArgumentException(event);
      }
    }
  }

  private static long nanos(String seconds) {
    return new BigDecimal(seconds).movePointRight(9).longValueExact();
  }

  private List<String> expiredAt(long at) {
    expired.clear();
    timers.expire(at, expiry);
    return expired;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # events                                | timer         | due  | jitter
          initiated@0                             | retransmit    | 5    | yes
          initiated@0 initiated@3                 | retransmit    | 8    | yes
          postponed@2                             | retransmit    | 7    | yes
          initiated@0 postponed@2                 | retransmit    | 5    | yes
          dataReceived@0                          | keepalive     | 10   | no
          dataReceived@0 dataReceived@9           | keepalive     | 10   | no
          dataReceived@0 sent@4 dataReceived@5    | keepalive     | 15   | no
          dataReceived@0 received@4               | keepalive     | 10   | no
          dataSent@0                              | new handshake | 15   | yes
          dataSent@0 dataSent@14                  | new handshake | 15   | yes
          dataSent@0 received@4 dataSent@5        | new handshake | 20   | yes
          dataSent@0 sent@4                       | new handshake | 15   | yes
          derived@0                               | zero keys     | 540  | no
          derived@0 derived@120                   | zero keys     | 660  | no
          every25@0 sent@0                        | keepalive     | 25   | no
          every25@0 sent@0 sent@20                | keepalive     | 45   | no
          every25@0 sent@0 received@20            | keepalive     | 45   | no
          sent@0 every25@0 received@0             | keepalive     | 25   | no
          """)
  void aTimerExpiresAtItsDeadlineAndNotANanosecondBefore(
      String events, String timer, String due, String jittered) {
    long[] jitters = jittered.equals("yes") ? new long[] {0, 1, MAX_JITTER} : new long[] {0};
    for (long each : jitters) {
      jitter = each;
      timers = fresh();
      play(events);
      long deadline = START + nanos(due) + each;
      assertThat(expiredAt(deadline - 1)).isEmpty();
      assertThat(timers.earliest()).isEqualTo(deadline);
      assertThat(expiredAt(deadline)).containsExactly(timer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # events                          | why nothing is left
          received@0                        | a keepalive asks for no answer
          sent@0                            | and a keepalive sent waits for none
          initiated@0 complete@1            | answered
          dataReceived@0 sent@9             | whatever we send tells that we live
          dataSent@0 received@14            | whatever comes tells that the peer lives
          every25@0 sent@0 every0@1         | switched off
          dataReceived@0 stop@1             | stopped
          dataSent@0 stop@1                 | stopped
          initiated@0 stop@1                | stopped
          derived@0 stop@1                  | stopped
          every25@0 sent@0 stop@1           | stopped
          """)
  void aTimerThatIsClearedNeverExpires(String events, String why) {
    play(events);
    for (long second = 1; second < 700; second++) {
      assertThat(expiredAt(START + second * SECOND)).as(why).isEmpty();
    }
  }

  /** With data at 0 and 1 s and nothing sent: one keepalive for the first, one for the others. */
  @Test
  void dataThatCameWhileAKeepaliveWasDueLeadsToOneMore() {
    play("dataReceived@0 dataReceived@1 dataReceived@2");
    assertThat(expiredAt(START + 10 * SECOND)).containsExactly("keepalive");
    assertThat(expiredAt(START + 20 * SECOND - 1)).isEmpty();
    assertThat(expiredAt(START + 20 * SECOND)).containsExactly("keepalive");
    assertThat(expiredAt(START + 500 * SECOND)).isEmpty();
  }

  @Test
  void aPersistentKeepaliveRecurs() {
    play("every25@0 sent@0");
    for (int i = 1; i <= 5; i++) {
      assertThat(expiredAt(START + i * 25L * SECOND - 1)).isEmpty();
      assertThat(expiredAt(START + i * 25L * SECOND)).containsExactly("keepalive");
    }
  }

  @Test
  void nineteenRetriesFollowTheFirstInitiationThenItGivesUp() {
    long now = START;
    play("initiated@0");
    for (int retry = 1; retry <= 19; retry++) {
      now += 5 * SECOND;
      assertThat(expiredAt(now)).as("retry %d", retry).containsExactly("retransmit");
      timers.handshakeInitiated(now);
    }
    assertThat(expiredAt(now + 5 * SECOND - 1)).isEmpty();
    assertThat(expiredAt(now + 5 * SECOND)).containsExactly("give up");
    assertThat(now + 5 * SECOND - START).isEqualTo(100 * SECOND);
    assertThat(expiredAt(now + 544 * SECOND)).isEmpty();
    assertThat(expiredAt(now + 545 * SECOND)).as("540 s later").containsExactly("zero keys");
  }

  @Test
  void givingUpLeavesAnEarlierDeadlineOfTheKeysAndNoKeepaliveForOldData() {
    play("derived@0");
    long now = START + 400 * SECOND;
    timers.dataReceived(now + 94 * SECOND);
    timers.handshakeInitiated(now);
    for (int retry = 1; retry <= 19; retry++) {
      now += 5 * SECOND;
      expiredAt(now);
      timers.handshakeInitiated(now);
    }
    assertThat(expiredAt(now + 5 * SECOND)).containsExactly("give up");
    assertThat(expiredAt(START + 540 * SECOND)).containsExactly("zero keys");
  }

  @ParameterizedTest
  @CsvSource({"reset", "complete"})
  void aFreshCauseAndASuccessStartTheCountAnew(String event) {
    long now = START;
    for (int round = 0; round < 2; round++) {
      timers.handshakeInitiated(now);
      for (int retry = 1; retry <= 15; retry++) {
        now += 5 * SECOND;
        assertThat(expiredAt(now)).containsExactly("retransmit");
        timers.handshakeInitiated(now);
      }
      if (event.equals("reset")) {
        timers.resetAttempts();
      } else {
        timers.handshakeComplete();
      }
    }
  }

  @Test
  void everyTimerThatIsDueExpiresWhenTheMachineWakesLate() {
    jitter = MAX_JITTER;
    play("derived@0 dataReceived@0 dataReceived@1 initiated@1");
    assertThat(expiredAt(START + 8 * 3600 * SECOND))
        .containsExactlyInAnyOrder("retransmit", "keepalive", "zero keys");
  }

  @Test
  void aClockThatStepsBackFiresNothingEarlyAndNothingTwice() {
    play("derived@0 dataReceived@0 initiated@1");
    assertThat(expiredAt(START - 3600 * SECOND)).isEmpty();
    assertThat(expiredAt(START + 6 * SECOND)).containsExactly("retransmit");
    assertThat(expiredAt(START + 2 * SECOND)).isEmpty();
    assertThat(expiredAt(START + 10 * SECOND)).containsExactly("keepalive");
  }
}
