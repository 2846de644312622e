package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.session.ReplayWindow;
import io.veiltun.engine.tunnel.ScriptedPeer.Session;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Bob makes of messages that only a peer with the keys, or anyone at all, can send. */
class ReceivedMessagesTest {
  private final Pair pair = new Pair();
  private final Host bob = pair.bob;
  private final ScriptedPeer dave =
      new ScriptedPeer(pair.network, Pair.endpoint("192.0.2.4", 4444), 4, bob, Pair.BOB);
  private int number;

  @BeforeEach
  void bobKnowsDave() {
    PeerConfig config =
        new PeerConfig(
            "dave",
            dave.key(),
            SecretKey.zero(),
            dave.address,
            List.of(IpPrefix.parse("10.0.0.4/32")),
            0);
    bob.tunnel.addPeer(config).subscribe();
    pair.world.settle();
  }

  private boolean accepts(Session session, long counter) {
    int before = bob.device.delivered().size();
    byte[] packet = Packets.udp("10.0.0.4", "10.0.0.2", 60, number++);
    dave.send(ScriptedPeer.transport(session, counter, packet));
    return bob.device.delivered().size() > before;
  }

  static Stream<int[]> wrongLengths() {
    return Stream.of(
            IntStream.concat(IntStream.range(0, 148), IntStream.of(149, 150, 300))
                .mapToObj(length -> new int[] {Messages.INITIATION, length}),
            IntStream.concat(IntStream.range(0, 92), IntStream.of(93, 148, 300))
                .mapToObj(length -> new int[] {Messages.RESPONSE, length}),
            IntStream.concat(IntStream.range(0, 64), IntStream.of(65, 92, 300))
                .mapToObj(length -> new int[] {Messages.COOKIE_REPLY, length}),
            IntStream.range(0, 32).mapToObj(length -> new int[] {Messages.TRANSPORT, length}))
        .flatMap(stream -> stream);
  }

  @Test
  void everyWrongLengthOfEveryTypeIsDroppedAndNothingIsAnswered() {
    int[][] cases = wrongLengths().toArray(int[][]::new);
    for (int[] wrong : cases) {
      byte[] message = new byte[wrong[1]];
      if (message.length > 0) {
        message[0] = (byte) wrong[0];
      }
      dave.send(message);
    }
    assertThat(bob.dropped(DropReason.BAD_LENGTH)).isEqualTo(cases.length);
    assertThat(pair.network.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "5", "6", "127", "255"})
  void anUnknownTypeIsIgnored(int type) {
    byte[] message = new byte[148];
    message[0] = (byte) type;
    dave.send(message);
    assertThat(bob.dropped(DropReason.UNKNOWN_MESSAGE)).isEqualTo(1);
    assertThat(pair.network.seen()).isEmpty();
  }

  static Stream<byte[]> messagesForNobody() {
    return Stream.of(92, 64, 32, 100)
        .map(length -> {
          byte[] message = new byte[length];
          message[0] = (byte) (length == 92 ? 2 : length == 64 ? 3 : 4);
          return message;
        });
  }

  @ParameterizedTest
  @MethodSource("messagesForNobody")
  void aMessageForAnIndexThatNobodyHasIsIgnored(byte[] message) {
    dave.send(message);
    assertThat(bob.dropped(DropReason.UNKNOWN_INDEX) + bob.dropped(DropReason.BAD_MAC))
        .isEqualTo(1);
    assertThat(pair.network.seen()).isEmpty();
  }

  /** A response must name a handshake, data must name a session: each other's index is unknown. */
  @Test
  void anIndexOfTheOtherKindIsUnknown() {
    bob.tunnel.handshake(dave.key()).subscribe();
    pair.world.settle();
    byte[] initiation = dave.heard(Messages.INITIATION).getLast();
    byte[] data = new byte[64];
    data[0] = Messages.TRANSPORT;
    Messages.writeInt(data, Messages.TRANSPORT_RECEIVER, Messages.sender(initiation));
    dave.send(data);
    assertThat(bob.dropped(DropReason.UNKNOWN_INDEX)).isEqualTo(1);
  }

  /** Dave counts as he likes; Bob's window is {@value ReplayWindow#WIDTH} wide. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # received before                    | then                 | accepted
          0                                    | 0                    | no
          0                                    | 1                    | yes
          5                                    | 4                    | yes
          5 4                                  | 4                    | no
          8128                                 | 0                    | yes
          8129                                 | 0                    | no
          8129                                 | 1                    | yes
          8192                                 | 64                   | yes
          8192                                 | 63                   | no
          8192 64                              | 64                   | no
          0 1000000                            | 0                    | no
          1000000                              | 991872               | yes
          1000000                              | 991871               | no
          1152921504606846976                  | 1152921504606846977  | yes
          0                                    | 18446744073709543422 | yes
          18446744073709543422                 | 18446744073709543422 | no
          18446744073709543422                 | 18446744073709535294 | yes
          18446744073709543422                 | 18446744073709535293 | no
          0                                    | 18446744073709543423 | no
          0                                    | 18446744073709551615 | no
          """)
  void countersAreAcceptedOnceWithinTheWindowAndBelowTheLimit(
      String before, String then, String accepted) {
    Session session = dave.initiate();
    for (String counter : before.split(" ", -1)) {
      assertThat(accepts(session, Long.parseUnsignedLong(counter))).isTrue();
    }
    assertThat(accepts(session, Long.parseUnsignedLong(then))).isEqualTo(accepted.equals("yes"));
    assertThat(bob.dropped(DropReason.REPLAY)).isEqualTo(accepted.equals("yes") ? 0 : 1);
  }

  @Test
  void aForgedCounterDoesNotMoveTheWindow() {
    Session session = dave.initiate();
    byte[] packet = Packets.udp("10.0.0.4", "10.0.0.2", 60, 1);
    byte[] forged = ScriptedPeer.transport(session, 1L << 59, packet);
    forged[40] ^= 1;
    dave.send(forged);
    assertThat(bob.dropped(DropReason.BAD_TAG)).isEqualTo(1);
    assertThat(accepts(session, 0)).isTrue();
  }

  /** The content of a tunnel need not be a multiple of 16 long. */
  @Test
  void unpaddedAndOverpaddedPacketsOfEveryLengthAreDeliveredTrimmed() {
    Session session = dave.initiate();
    long counter = 0;
    for (int padding = 0; padding < 40; padding++) {
      byte[] packet = Packets.udp("10.0.0.4", "10.0.0.2", 61, number++);
      dave.send(ScriptedPeer.transport(session, counter++, Arrays.copyOf(packet, 61 + padding)));
      assertThat(bob.device.delivered().getLast()).isEqualTo(packet);
    }
  }

  /** Steps 8 and 10 of §7.1: authentic, so the endpoint follows, but no packet. */
  @ParameterizedTest
  @CsvSource({"1", "19", "20", "39", "40", "1400"})
  void contentThatIsNoPacketIsDroppedAfterTheEndpointFollowed(int length) {
    Session session = dave.initiate();
    byte[] garbage = new byte[length];
    Arrays.fill(garbage, (byte) 0x75);
    byte[] datagram = ScriptedPeer.transport(session, 0, garbage);
    pair.network.inject(new Datagram(datagram, Pair.endpoint("192.0.2.200", 5), Pair.BOB));
    pair.world.settle();
    assertThat(bob.device.delivered()).isEmpty();
    assertThat(bob.tunnel.status().peers().getFirst().endpoint())
        .isEqualTo(Pair.endpoint("192.0.2.200", 5));
    assertThat(bob.dropped(DropReason.NOT_IP) + bob.dropped(DropReason.MALFORMED_IP)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0.019999999, 1", "0.02, 2"})
  void initiationsOfAPeerAreAnsweredAtMostEvery20Milliseconds(String after, int answers) {
    dave.send(dave.initiation());
    byte[] second = dave.initiation();
    pair.world.advance(Duration.ofNanos(new BigDecimal(after).movePointRight(9).longValueExact()));
    dave.send(second);
    assertThat(dave.heard(Messages.RESPONSE)).hasSize(answers);
    assertThat(bob.dropped(DropReason.STALE_INITIATION)).isEqualTo(2 - answers);
  }

  @Test
  void aFloodOfFreshInitiationsOfOnePeerCostsFiftyAnswersASecond() {
    for (int i = 0; i < 1000; i++) {
      dave.send(dave.initiation());
      pair.world.advance(Duration.ofMillis(1));
    }
    assertThat(dave.heard(Messages.RESPONSE)).hasSize(50);
  }

  @Test
  void initiationsThatWereOvertakenAreStale() {
    byte[] first = dave.initiation();
    pair.world.advance(Duration.ofSeconds(5));
    byte[] second = dave.initiation();
    dave.send(second);
    pair.world.advance(Duration.ofSeconds(1));
    dave.send(first);
    assertThat(dave.heard(Messages.RESPONSE)).hasSize(1);
    assertThat(bob.dropped(DropReason.STALE_INITIATION)).isEqualTo(1);
  }
}
