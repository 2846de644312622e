package io.veiltun.engine.noise;

import static io.veiltun.engine.noise.Handshake.Acceptance.ACCEPTED;
import static io.veiltun.engine.noise.Handshake.Acceptance.BAD_TAG;
import static io.veiltun.engine.noise.Handshake.Acceptance.STALE;
import static io.veiltun.engine.noise.Pair.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.vectors.WireGuardVectors;
import io.veiltun.engine.vectors.WireGuardVectors.Recorded;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeTest {
  private static final Instant WALL = Instant.ofEpochSecond(1_700_000_000);

  static Stream<Recorded> handshakes() {
    return WireGuardVectors.handshakes();
  }

  static Stream<PublicKey> lowOrderPoints() {
    return WireGuardVectors.stream(WireGuardVectors.section("low_order_points_base64"))
        .map(point -> PublicKey.of(Base64.getDecoder().decode(point.asString())));
  }

  private static Pair pair() {
    return new Pair(WireGuardVectors.handshakes().findFirst().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void bothMessagesAndAllKeysAreTheRecordedOnes(Recorded recorded) {
    var pair = new Pair(recorded);
    byte[] initiation = pair.initiation();
    new MacGenerator(pair.responderAtInitiator).stamp(initiation, START);
    assertThat(initiation).isEqualTo(recorded.output("initiation"));

    ReceivedInitiation received = pair.received(initiation);
    assertThat(received.initiator()).isEqualTo(pair.initiator.publicKey());
    assertThat(received.senderIndex()).isEqualTo(recorded.index("initiator_sender_index"));
    assertThat(pair.responding.consumeInitiation(received, START)).isEqualTo(ACCEPTED);
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    SessionKeys theirs = pair.respond(response);
    new MacGenerator(pair.initiatorAtResponder).stamp(response, START);
    assertThat(response).isEqualTo(recorded.output("response"));

    SessionKeys ours = Objects.requireNonNull(pair.initiating.consumeResponse(response));
    assertThat(ours.send().bytes()).isEqualTo(recorded.output("key_initiator_to_responder"));
    assertThat(ours.receive().bytes()).isEqualTo(recorded.output("key_responder_to_initiator"));
    assertThat(theirs.send()).isEqualTo(ours.receive());
    assertThat(theirs.receive()).isEqualTo(ours.send());
    assertThat(ours.localIndex()).isEqualTo(theirs.remoteIndex());
    assertThat(ours.remoteIndex()).isEqualTo(theirs.localIndex());
    assertThat(ours.initiator()).isTrue();
    assertThat(theirs.initiator()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void precomputedValuesAreTheRecordedOnes(Recorded recorded) {
    var pair = new Pair(recorded);
    var expected = recorded.json().path("precomputed");
    assertThat(pair.responder.publicKey().bytes())
        .isEqualTo(recorded.input("responder_static_public"));
    assertThat(pair.responder.mac1Key())
        .isEqualTo(pair.responderAtInitiator.mac1Key())
        .isEqualTo(WireGuardVectors.hex(expected, "mac1_key_responder"));
    assertThat(pair.initiator.mac1Key())
        .isEqualTo(WireGuardVectors.hex(expected, "mac1_key_initiator"));
    assertThat(pair.responder.cookieKey())
        .isEqualTo(pair.responderAtInitiator.cookieKey())
        .isEqualTo(WireGuardVectors.hex(expected, "cookie_key_responder"));
    assertThat(pair.initiator.cookieKey())
        .isEqualTo(WireGuardVectors.hex(expected, "cookie_key_initiator"));
    assertThat(pair.responderAtInitiator.staticStatic().bytes())
        .isEqualTo(WireGuardVectors.hex(recorded.json().path("dh"), "ss"));
  }

  @Test
  void flippedByteOfAnInitiationIsNotAccepted() {
    byte[] initiation = pair().initiation();
    for (int at = 0; at < Messages.INITIATION_SIZE - Messages.MAC1_FROM_END; at++) {
      if (at >= Messages.SENDER && at < Messages.INITIATION_EPHEMERAL) {
        continue; // the index is covered by mac1 only
      }
      var pair = pair();
      byte[] forged = initiation.clone();
      forged[at] ^= 1;
      ReceivedInitiation received = ReceivedInitiation.open(pair.responder, forged);
      if (received != null) {
        assertThat(pair.responding.consumeInitiation(received, START))
            .as("byte %d", at)
            .isEqualTo(BAD_TAG);
      }
      assertThat(pair.responding.state()).isEqualTo(Handshake.State.ZEROED);
    }
  }

  @Test
  void forgedResponseLeavesTheHandshakeIntact() {
    var pair = pair();
    pair.responding.consumeInitiation(pair.received(pair.initiation()), START);
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    pair.respond(response);
    byte[] chainingKey = pair.initiating.noise().chainingKey();
    for (int at = 0; at < Messages.RESPONSE_SIZE - Messages.MAC1_FROM_END; at++) {
      if (at >= Messages.SENDER && at < Messages.RESPONSE_RECEIVER) {
        continue; // the index is covered by mac1 only
      }
      byte[] forged = response.clone();
      forged[at] ^= 1;
      assertThat(pair.initiating.consumeResponse(forged)).as("byte %d", at).isNull();
      assertThat(pair.initiating.state()).isEqualTo(Handshake.State.INITIATION_CREATED);
      assertThat(pair.initiating.noise().chainingKey()).isEqualTo(chainingKey);
    }
    assertThat(pair.initiating.consumeResponse(response)).isNotNull();
  }

  @Test
  void responseIsConsumedOnlyOnce() {
    var pair = pair();
    pair.responding.consumeInitiation(pair.received(pair.initiation()), START);
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    pair.respond(response);
    assertThat(pair.initiating.consumeResponse(response)).isNotNull();
    assertThat(pair.initiating.consumeResponse(response)).isNull();
  }

  @Test
  void unauthenticatedInitiationDoesNotCancelAHandshakeInFlight() {
    var pair = pair();
    byte[] initiation = pair.initiation();
    var bystander = pair.responding;
    bystander.createInitiation(
        new byte[Messages.INITIATION_SIZE], 5, key(1), pair.recorded.input("tai64n"));
    initiation[Messages.INITIATION_TIMESTAMP] ^= 1;
    assertThat(bystander.consumeInitiation(pair.received(initiation), START)).isEqualTo(BAD_TAG);
    assertThat(bystander.state()).isEqualTo(Handshake.State.INITIATION_CREATED);
    assertThat(bystander.localIndex()).isEqualTo(5);
  }

  @Test
  void initiationsThatCrossAreBothAnswered() {
    var pair = pair();
    byte[] initiation = pair.initiation();
    byte[] crossing = new byte[Messages.INITIATION_SIZE];
    pair.responding.createInitiation(crossing, 5, key(1), pair.recorded.input("tai64n"));
    assertThat(pair.responding.consumeInitiation(pair.received(initiation), START))
        .isEqualTo(ACCEPTED);
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    SessionKeys answered = pair.respond(response);
    ReceivedInitiation received =
        Objects.requireNonNull(ReceivedInitiation.open(pair.initiator, crossing));
    assertThat(pair.initiating.consumeInitiation(received, START)).isEqualTo(ACCEPTED);
    byte[] other = new byte[Messages.RESPONSE_SIZE];
    SessionKeys othersAnswer =
        Objects.requireNonNull(pair.initiating.createResponse(other, 6, key(2)));

    SessionKeys ours = Objects.requireNonNull(pair.initiating.consumeResponse(response));
    assertThat(ours.send()).isEqualTo(answered.receive());
    SessionKeys theirs = Objects.requireNonNull(pair.responding.consumeResponse(other));
    assertThat(theirs.send()).isEqualTo(othersAnswer.receive());
    assertThat(theirs.localIndex()).isEqualTo(5);
  }

  @Test
  void anInitiationIsAnsweredOnce() {
    var pair = pair();
    pair.responding.consumeInitiation(pair.received(pair.initiation()), START);
    pair.respond(new byte[Messages.RESPONSE_SIZE]);
    byte[] second = new byte[Messages.RESPONSE_SIZE];
    assertThat(pair.responding.createResponse(second, 9, key(2))).isNull();
    assertThat(second).containsOnly(0);
  }

  @Test
  void replayedInitiationIsStaleEvenAfterAClear() {
    var pair = pair();
    byte[] initiation = pair.initiationAt(WALL);
    assertThat(pair.responding.consumeInitiation(pair.received(initiation), START))
        .isEqualTo(ACCEPTED);
    pair.responding.clear();
    long later = START + 5_000_000_000L;
    assertThat(pair.responding.consumeInitiation(pair.received(initiation), later))
        .isEqualTo(STALE);
    byte[] newer = pair.initiationAt(WALL);
    assertThat(pair.responding.consumeInitiation(pair.received(newer), later)).isEqualTo(ACCEPTED);
  }

  @Test
  void secondInitiationWithinTwentyMillisecondsIsStale() {
    var pair = pair();
    pair.responding.consumeInitiation(pair.received(pair.initiationAt(WALL)), START);
    byte[] next = pair.initiationAt(WALL.plusSeconds(5));
    assertThat(pair.responding.consumeInitiation(pair.received(next), START + 19_999_999))
        .isEqualTo(STALE);
    assertThat(pair.responding.consumeInitiation(pair.received(next), START + 20_000_000))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void replacedPresharedKeyReachesTheNextHandshake() {
    var pair = pair();
    pair.initiatorAtResponder.presharedKey(key(9));
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    pair.responding.consumeInitiation(pair.received(pair.initiation()), START);
    pair.respond(response);
    assertThat(pair.initiating.consumeResponse(response)).isNull();
    pair.responderAtInitiator.presharedKey(key(9));
    assertThat(pair.initiating.consumeResponse(response)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("lowOrderPoints")
  void peerWithALowOrderKeyNeverCausesAPacket(PublicKey point) {
    var local = new LocalIdentity(key(1));
    var remote = new RemoteIdentity(point, SecretKey.zero(), local);
    var handshake = new Handshake(local, remote);
    byte[] message = new byte[Messages.INITIATION_SIZE];
    assertThat(remote.usable()).isFalse();
    assertThat(handshake.createInitiation(message, 1, key(2), new byte[Tai64n.SIZE])).isFalse();
    assertThat(message).containsOnly(0);
    assertThat(handshake.state()).isEqualTo(Handshake.State.ZEROED);
  }

  @ParameterizedTest
  @MethodSource("lowOrderPoints")
  void initiationWithALowOrderEphemeralIsDropped(PublicKey point) {
    var pair = pair();
    byte[] initiation = pair.initiation();
    System.arraycopy(point.bytes(), 0, initiation, Messages.INITIATION_EPHEMERAL, 32);
    assertThat(ReceivedInitiation.open(pair.responder, initiation)).isNull();
  }

  @ParameterizedTest
  @MethodSource("lowOrderPoints")
  void responseWithALowOrderEphemeralLeavesTheHandshakeIntact(PublicKey point) {
    var pair = pair();
    pair.responding.consumeInitiation(pair.received(pair.initiation()), START);
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    pair.respond(response);
    byte[] forged = response.clone();
    System.arraycopy(point.bytes(), 0, forged, Messages.RESPONSE_EPHEMERAL, 32);
    assertThat(pair.initiating.consumeResponse(forged)).isNull();
    assertThat(pair.initiating.consumeResponse(response)).isNotNull();
  }

  @Test
  void messagesOfAnyLengthAreRefusedWithoutAnException() {
    var pair = pair();
    byte[] initiation = pair.initiation();
    for (int length = 0; length < 200; length++) {
      byte[] cut = Arrays.copyOf(initiation, length);
      if (length != Messages.INITIATION_SIZE) {
        assertThat(ReceivedInitiation.open(pair.responder, cut)).isNull();
      }
      assertThat(pair.initiating.consumeResponse(cut)).isNull();
    }
  }

  @Test
  void clearedHandshakeHoldsNoSecrets() {
    var pair = pair();
    SecretKey ephemeral = key(3);
    pair.initiating.createInitiation(
        new byte[Messages.INITIATION_SIZE], 1, ephemeral, pair.recorded.input("tai64n"));
    pair.initiating.clear();
    assertThat(ephemeral.isZero()).isTrue();
    assertThat(pair.initiating.noise().chainingKey()).containsOnly(0);
    assertThat(pair.initiating.noise().key()).containsOnly(0);
  }

  @Test
  void sessionKeysDoNotPrintTheirSecrets() {
    var keys = new SessionKeys(key(1), key(2), 1, 2, true);
    assertThat(keys.toString()).isEqualTo("SessionKeys[00000001 -> 00000002, initiator]");
  }

  private static SecretKey key(long seed) {
    return X25519.newPrivateKey(new SplittableRandom(seed));
  }
}
