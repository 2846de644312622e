package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.ScriptedPeer.Session;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The three keypairs of wireguard-protocol §8 as Dave sees them, who decides when Bob gets which
 * message.
 */
class SessionRotationTest {
  private final Pair pair = new Pair();
  private final Host bob = pair.bob;
  private final ScriptedPeer dave =
      new ScriptedPeer(pair.network, Pair.endpoint("192.0.2.4", 4444), 4, bob, Pair.BOB);
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private long counter;
  private int number;

  @BeforeEach
  void bobKnowsDave() {
    bob.tunnel
        .addPeer(
            new PeerConfig(
                "dave",
                dave.key(),
                SecretKey.zero(),
                dave.address,
                List.of(IpPrefix.parse("10.0.0.4/32")),
                0))
        .subscribe();
    pair.world.settle();
  }

  /** Whether Bob accepts data on the session. */
  private boolean accepts(Session session) {
    int before = bob.device.delivered().size();
    byte[] packet = Packets.udp("10.0.0.4", "10.0.0.2", 60, number++);
    dave.send(ScriptedPeer.transport(session, counter++, packet));
    return bob.device.delivered().size() > before;
  }

  private Session session(String name) {
    return Objects.requireNonNull(sessions.get(name));
  }

  private void bobSends() {
    bob.device.write(Packets.udp("10.0.0.2", "10.0.0.4", 60, number++));
    pair.world.settle();
  }

  /** Which session Bob's next packet goes over, or "none". */
  private String bobUses() {
    int before = dave.heard(Messages.TRANSPORT).size();
    bobSends();
    List<byte[]> heard = dave.heard(Messages.TRANSPORT);
    if (heard.size() == before) {
      return "none";
    }
    return sessions.entrySet().stream()
        .filter(entry -> ScriptedPeer.opens(entry.getValue(), heard.getLast()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("unknown");
  }

  /**
   * {@code answered X}: Bob answered an initiation of Dave; {@code initiated X}: Dave answered one
   * of Bob; {@code used X}: data of Dave on it arrived. In the end Bob sends on {@code sends} and
   * still opens {@code opens}; of all others the index is unknown.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what happened                                          | sends | opens
          answered A                                               | none  | A
          answered A, used A                                       | A     | A
          answered A, answered B                                   | none  | B
          answered A, used A, answered B                           | A     | A B
          answered A, used A, answered B, used A                   | A     | A B
          answered A, used A, answered B, used B                   | B     | A B
          answered A, used A, answered B, answered C               | A     | A C
          answered A, used A, answered B, used B, answered C       | B     | B C
          answered A, used A, answered B, used B, used A           | B     | A B
          answered A, used A, answered B, answered C, used C       | C     | A C
          initiated A                                              | A     | A
          initiated A, initiated B                                 | B     | A B
          initiated A, initiated B, initiated C                    | C     | B C
          initiated A, answered B                                  | A     | A B
          initiated A, answered B, used B                          | B     | A B
          initiated A, answered B, initiated C                     | C     | B C
          initiated A, initiated B, answered C                     | B     | B C
          answered A, used A, initiated B                          | B     | A B
          """)
  void sendingUsesOneKeypairAndReceivingUpToThree(String history, String sends, String opens) {
    for (String step : history.split(", ", -1)) {
      String[] words = step.split(" ", -1);
      switch (words[0]) {
        case "answered" -> sessions.put(words[1], dave.initiate());
        case "initiated" -> {
          bob.tunnel.handshake(dave.key()).subscribe();
          pair.world.settle();
          sessions.put(words[1], dave.answer());
        }
        case "used" -> assertThat(accepts(session(words[1]))).isTrue();
        default -> throw new IllegalArgumentException(step);
      }
      pair.world.advance(Duration.ofSeconds(6));
    }
    assertThat(bobUses()).isEqualTo(sends);
    long unknown = bob.dropped(DropReason.UNKNOWN_INDEX);
    List<String> opened =
        sessions.keySet().stream().filter(name -> accepts(session(name))).toList();
    assertThat(String.join(" ", opened)).isEqualTo(opens);
    assertThat(bob.dropped(DropReason.UNKNOWN_INDEX) - unknown)
        .isEqualTo(sessions.size() - opened.size());
  }

  @Test
  void aResponderKeepsItsPacketsUntilTheInitiatorUsesTheSession() {
    Session session = dave.initiate();
    bobSends();
    bobSends();
    assertThat(dave.heard(Messages.TRANSPORT)).isEmpty();
    pair.world.advance(Duration.ofSeconds(2));
    assertThat(dave.heard(Messages.TRANSPORT)).isEmpty();
    dave.send(ScriptedPeer.transport(session, 0, new byte[0]));
    assertThat(dave.heard(Messages.TRANSPORT))
        .hasSize(2)
        .allMatch(datagram -> ScriptedPeer.opens(session, datagram));
    assertThat(dave.heard(Messages.INITIATION)).isEmpty();
  }

  @Test
  void aForgedPacketConfirmsNothing() {
    Session session = dave.initiate();
    bobSends();
    byte[] forged = ScriptedPeer.transport(session, 0, new byte[0]);
    forged[forged.length - 1] ^= 1;
    dave.send(forged);
    assertThat(dave.heard(Messages.TRANSPORT)).isEmpty();
    assertThat(bob.dropped(DropReason.BAD_TAG)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"179.999999999, true", "180, false"})
  void aSessionOpensNothingFrom180SecondsOn(String age, boolean accepted) {
    Session session = dave.initiate();
    pair.world.advance(Duration.ofNanos(new BigDecimal(age).movePointRight(9).longValueExact()));
    assertThat(accepts(session)).isEqualTo(accepted);
    assertThat(bob.dropped(DropReason.EXPIRED_SESSION)).isEqualTo(accepted ? 0 : 1);
  }

  /**
   * Bob's key is the lesser one, so he keeps the session he answered for until Dave uses it. Dave,
   * as the kernel, has forgotten the initiation that led to it, and never does.
   */
  @Test
  void aCrossedSessionThatNobodyUsedDoesNotDisplaceTheOneInUse() {
    ScriptedPeer greater = greater();
    bob.tunnel.handshake(greater.key()).subscribe();
    pair.world.settle();
    greater.send(greater.initiation());
    Session inUse = greater.answer();
    greater.send(ScriptedPeer.transport(inUse, 0, new byte[0]));
    pair.world.advance(Duration.ofSeconds(121));
    bob.tunnel.handshake(greater.key()).subscribe();
    pair.world.settle();
    Session fresh = greater.answer();
    long unknown = bob.dropped(DropReason.UNKNOWN_INDEX);
    greater.send(ScriptedPeer.transport(inUse, 1, new byte[0]));
    greater.send(ScriptedPeer.transport(fresh, 0, new byte[0]));
    assertThat(bob.dropped(DropReason.UNKNOWN_INDEX) - unknown)
        .as("what was under way when the new session came")
        .isZero();
  }

  private ScriptedPeer greater() {
    Endpoint address = Pair.endpoint("192.0.2.5", 5555);
    for (int seed = 5; ; seed++) {
      ScriptedPeer peer = new ScriptedPeer(pair.network, address, seed, bob, Pair.BOB);
      if (Arrays.compareUnsigned(peer.key().bytes(), bob.key().bytes()) > 0) {
        bob.tunnel
            .addPeer(new PeerConfig("greater", peer.key(), SecretKey.zero(), address, List.of(), 0))
            .subscribe();
        pair.world.settle();
        return peer;
      }
    }
  }
}
