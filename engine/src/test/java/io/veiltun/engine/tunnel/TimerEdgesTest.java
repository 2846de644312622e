package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The times of wireguard-protocol §11 on the wire, to the nanosecond. Carol's randomness gives the
 * jitter that the table says; Bob is any peer.
 */
class TimerEdgesTest {
  private static final Endpoint CAROL = Pair.endpoint("192.0.2.3", 3333);
  private static final Duration TICK = Duration.ofNanos(1);

  private final Pair pair = new Pair();
  private final World world = pair.world;
  private final MemoryNetwork network = pair.network;
  private final Jitter random = new Jitter();
  private Instant wall = Instant.ofEpochSecond(1_800_000_000);
  private final CustomHost carol =
      new CustomHost(world, network, CAROL, world, random, () -> wall).connected();
  private int number;

  /** Random bytes, but a jitter that is chosen. */
  private static final class Jitter extends Random {
    private boolean most;

    Jitter() {
      super(3);
    }

    @Override
    public long nextLong(long bound) {
      return most ? bound - 1 : 0;
    }
  }

  private void connect(int keepalive) {
    PeerConfig config =
        new PeerConfig(
            "carol",
            carol.key(),
            SecretKey.zero(),
            CAROL,
            List.of(IpPrefix.parse("10.0.0.3/32")),
            0);
    pair.bob.tunnel.addPeer(config).subscribe();
    world.settle();
    carol.knows(pair.bob.key(), Pair.BOB, keepalive, "10.0.0.2/32");
  }

  private void carolSends() {
    carol.device.write(Packets.udp("10.0.0.3", "10.0.0.2", 60, number++));
    world.settle();
  }

  private void bobSends() {
    pair.bob.device.write(Packets.udp("10.0.0.2", "10.0.0.3", 60, number++));
    world.settle();
  }

  private void advance(String seconds) {
    world.advance(Duration.ofNanos(new BigDecimal(seconds).movePointRight(9).longValueExact()));
  }

  /** What was sent since the last call, as "who:what who:what". */
  private String wire() {
    List<String> messages = new ArrayList<>();
    for (Datagram datagram : network.seen()) {
      String who = datagram.from().sameRemote(CAROL) ? "carol" : "bob";
      messages.add(who + ":" + name(datagram));
    }
    network.seen().clear();
    return String.join(" ", messages);
  }

  private static String name(Datagram datagram) {
    return switch (datagram.type()) {
      case Messages.INITIATION -> "initiation";
      case Messages.RESPONSE -> "response";
      case Messages.TRANSPORT -> datagram.bytes().length == 32 ? "keepalive" : "data";
      default -> "other";
    };
  }

  private void play(String script) {
    for (String step : script.split(", ", -1)) {
      switch (step) {
        case "connect" -> {
          connect(0);
          carolSends();
        }
        case "connect kept" -> {
          connect(25);
          carolSends();
        }
        case "unanswered" -> {
          connect(0);
          cut();
          carolSends();
        }
        case "carol sends" -> carolSends();
        case "bob sends" -> bobSends();
        case "cut" -> cut();
        default -> advance(step);
      }
    }
  }

  private void cut() {
    network.path(datagram -> List.of());
  }

  /**
   * Steps, a wait, and what is seen exactly at its end from one who sent nothing until a nanosecond
   * before. Numbers are seconds.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # first                         | jitter | then wait     | seen at that nanosecond
          unanswered                      | least  | 5             | carol:initiation
          unanswered                      | most   | 5.333999999   | carol:initiation
          connect                         | least  | 10            | bob:keepalive
          connect, 4, carol sends         | least  | 6             | bob:keepalive
          connect, 4, bob sends           | least  | 10            | carol:keepalive
          connect, bob sends, cut, 1, carol sends | least | 15     | carol:initiation
          connect, bob sends, cut, 1, carol sends | most | 15.333999999 | carol:initiation
          connect kept, bob sends         | least  | 10            | carol:keepalive
          connect kept, 10                | least  | 25            | carol:keepalive
          connect kept, 10, 24, bob sends | least  | 10            | carol:keepalive
          connect kept, 10, 24, carol sends | least | 10           | bob:keepalive
          """)
  void nothingIsSentBeforeTheNanosecondItIsDue(
      String first, String jitter, BigDecimal wait, String seen) {
    random.most = jitter.equals("most");
    play(first);
    wire();
    world.advance(Duration.ofNanos(wait.movePointRight(9).longValueExact()).minus(TICK));
    String sender = seen.substring(0, seen.indexOf(':'));
    assertThat(wire()).as("a nanosecond before").doesNotContain(sender);
    world.advance(TICK);
    assertThat(wire()).contains(seen);
  }

  /** The next packet at a certain age of the session, and what it causes besides itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # sender | age           | seen
          carol    | 119.999999999 | carol:data
          carol    | 120           | carol:data
          carol    | 120.000000001 | carol:data carol:initiation bob:response carol:keepalive
          carol    | 179.999999999 | carol:data carol:initiation bob:response carol:keepalive
          carol    | 180           | carol:initiation bob:response carol:data
          bob      | 120.000000001 | bob:data
          bob      | 165           | bob:data
          bob      | 165.000000001 | bob:data carol:initiation bob:response carol:keepalive
          bob      | 179.999999999 | bob:data carol:initiation bob:response carol:keepalive
          bob      | 180           | bob:initiation carol:response bob:data
          """)
  void theAgeOfTheSessionDecidesWhatThePacketCauses(String sender, String age, String seen) {
    connect(0);
    carolSends();
    bobSends();
    advance(age);
    network.seen().clear();
    if (sender.equals("carol")) {
      carolSends();
    } else {
      bobSends();
    }
    assertThat(wire()).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource({"539.999999999, EXPIRED_SESSION", "540, UNKNOWN_INDEX"})
  void keysAreForgottenAfter540Seconds(String age, DropReason reason) {
    connect(0);
    carolSends();
    Datagram last = network.seen().getLast();
    assertThat(last.type()).isEqualTo(Messages.TRANSPORT);
    advance(age);
    network.inject(last);
    world.settle();
    assertThat(pair.bob.dropped(reason)).isEqualTo(1);
  }

  @Test
  void aPeerThatIsGoneGetsTwentyInitiationsInAHundredSeconds() {
    connect(0);
    cut();
    carolSends();
    advance("94.999999999");
    assertThat(network.seen()).hasSize(19);
    world.advance(TICK);
    assertThat(network.seen()).hasSize(20);
    advance("4.999999999");
    assertThat(carol.dropped(DropReason.HANDSHAKE_GAVE_UP)).isZero();
    world.advance(TICK);
    assertThat(carol.dropped(DropReason.HANDSHAKE_GAVE_UP)).isEqualTo(1);
    advance("10000");
    assertThat(network.seen()).hasSize(20);
  }

  /** CLOCK_BOOTTIME runs on while the machine sleeps; no timer fires on the way. */
  @ParameterizedTest
  @CsvSource({"181", "3600", "86400", "31536000"})
  void whoeverWakesFromSuspendRefusesOldKeysAndStartsAHandshakeAtOnce(int seconds) {
    connect(0);
    carolSends();
    bobSends();
    Datagram old = network.seen().getLast();
    advance("30");
    world.sleep(Duration.ofSeconds(seconds));
    wire();
    network.inject(old);
    world.settle();
    assertThat(carol.dropped(DropReason.EXPIRED_SESSION) + carol.dropped(DropReason.UNKNOWN_INDEX))
        .isEqualTo(1);
    carolSends();
    assertThat(wire()).isEqualTo("carol:initiation bob:response carol:data");
  }

  @ParameterizedTest
  @CsvSource({"-1", "-3600", "-63072000"})
  void aWallClockThatIsSetBackDoesNotLockOut(int seconds) {
    connect(0);
    for (int i = 0; i < 5; i++) {
      carolSends();
      wall = wall.plusSeconds(seconds);
      advance("181");
      wire();
      carolSends();
      assertThat(wire()).isEqualTo("carol:initiation bob:response carol:data");
    }
  }
}
