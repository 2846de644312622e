package io.veiltun.engine.noise;

import static io.veiltun.engine.vectors.WireGuardVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.vectors.WireGuardVectors;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CookieTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Endpoint SOURCE = Endpoint.of(new byte[] {(byte) 192, 0, 2, 7}, 51820, 0);

  private final Pair pair = new Pair(WireGuardVectors.handshakes().findFirst().orElseThrow());
  private final MacChecker checker = new MacChecker(pair.responder, recordedRandomness());
  private final MacGenerator generator = new MacGenerator(pair.responderAtInitiator);

  static Stream<JsonNode> replies() {
    return WireGuardVectors.stream(WireGuardVectors.section("cookie").path("replies"));
  }

  /** Gives the recorded secret and nonce, then what a real generator gives. */
  private static SecureRandom recordedRandomness() {
    JsonNode cookie = WireGuardVectors.section("cookie");
    return new Recording(List.of(hex(cookie, "cookie_secret"), hex(cookie, "nonce")));
  }

  private static final class Recording extends SecureRandom {
    private final transient Queue<byte[]> recorded;

    Recording(List<byte[]> recorded) {
      this.recorded = new ArrayDeque<>(recorded);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] next = recorded.poll();
      if (next == null) {
        super.nextBytes(bytes);
      } else {
        System.arraycopy(next, 0, bytes, 0, bytes.length);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("replies")
  void replyAndProofAreTheRecordedOnes(JsonNode expected) throws UnknownHostException {
    Endpoint source = endpoint(expected.path("source").asString());
    byte[] initiation = pair.initiation();
    generator.stamp(initiation, 0);
    assertThat(checker.hasValidMac1(initiation)).isTrue();
    byte[] reply = checker.cookieReply(initiation, source, 0);
    assertThat(reply).isEqualTo(hex(expected, "cookie_reply"));
    assertThat(generator.consumeCookieReply(reply, 0)).isTrue();
    generator.stamp(initiation, SECOND);
    assertThat(initiation).isEqualTo(hex(expected, "initiation_with_mac2"));
    assertThat(checker.hasValidMac2(initiation, source, SECOND)).isTrue();
  }

  @Test
  void mac1OfAnotherReceiverOrAChangedMessageIsRefused() {
    byte[] initiation = pair.initiation();
    generator.stamp(initiation, 0);
    for (int at = 0; at < Messages.INITIATION_SIZE - Messages.MAC2_FROM_END; at++) {
      byte[] changed = initiation.clone();
      changed[at] ^= 1;
      assertThat(checker.hasValidMac1(changed)).as("byte %d", at).isFalse();
    }
    assertThat(new MacChecker(pair.initiator, new SecureRandom()).hasValidMac1(initiation))
        .isFalse();
  }

  @Test
  void mac2IsBoundToAddressAndPort() {
    byte[] proven = initiationWithCookie(0);
    assertThat(checker.hasValidMac2(proven, SOURCE, 0)).isTrue();
    assertThat(checker.hasValidMac2(proven, Endpoint.of(SOURCE.address(), 51821, 0), 0)).isFalse();
    byte[] neighbour = {(byte) 192, 0, 2, 8};
    assertThat(checker.hasValidMac2(proven, Endpoint.of(neighbour, 51820, 0), 0)).isFalse();
  }

  @Test
  void zeroMac2IsNotValid() {
    byte[] initiation = pair.initiation();
    generator.stamp(initiation, 0);
    assertThat(checker.hasValidMac2(initiation, SOURCE, 0)).isFalse();
  }

  @Test
  void cookieIsSentFor115SecondsAndTheSecretLives120() {
    byte[] proven = initiationWithCookie(0);
    assertThat(checker.hasValidMac2(proven, SOURCE, 120 * SECOND)).isTrue();
    assertThat(checker.hasValidMac2(proven, SOURCE, 120 * SECOND + 1)).isFalse();
    byte[] message = pair.initiation();
    generator.stamp(message, 115 * SECOND - 1);
    assertThat(mac2(message)).isNotEqualTo(new byte[16]);
    generator.stamp(message, 115 * SECOND);
    assertThat(mac2(message)).isEqualTo(new byte[16]);
  }

  @Test
  void cookieReplyIsConsumedOncePerMessage() {
    byte[] initiation = pair.initiation();
    assertThat(generator.consumeCookieReply(new byte[64], 0)).isFalse();
    generator.stamp(initiation, 0);
    byte[] reply = checker.cookieReply(initiation, SOURCE, 0);
    assertThat(generator.consumeCookieReply(reply, 0)).isTrue();
    assertThat(generator.consumeCookieReply(reply, 0)).isFalse();
  }

  @Test
  void forgedCookieReplyIsIgnoredAndTheTrueOneStillCounts() {
    byte[] initiation = pair.initiation();
    generator.stamp(initiation, 0);
    byte[] reply = checker.cookieReply(initiation, SOURCE, 0);
    byte[] forged = reply.clone();
    forged[63] ^= 1;
    assertThat(generator.consumeCookieReply(forged, 0)).isFalse();
    assertThat(generator.consumeCookieReply(new byte[63], 0)).isFalse();
    assertThat(generator.consumeCookieReply(reply, 0)).isTrue();
  }

  @Test
  void cookieReplyToAnEarlierMessageIsIgnored() {
    byte[] first = pair.initiation();
    generator.stamp(first, 0);
    byte[] reply = checker.cookieReply(first, SOURCE, 0);
    byte[] second = pair.initiationAt(java.time.Instant.ofEpochSecond(1_800_000_000));
    generator.stamp(second, 5 * SECOND);
    assertThat(generator.consumeCookieReply(reply, 5 * SECOND)).isFalse();
  }

  private byte[] initiationWithCookie(long nowNanos) {
    byte[] initiation = pair.initiation();
    generator.stamp(initiation, nowNanos);
    byte[] reply = checker.cookieReply(initiation, SOURCE, nowNanos);
    assertThat(generator.consumeCookieReply(reply, nowNanos)).isTrue();
    generator.stamp(initiation, nowNanos);
    return initiation;
  }

  private static byte[] mac2(byte[] message) {
    return java.util.Arrays.copyOfRange(message, message.length - 16, message.length);
  }

  private static Endpoint endpoint(String text) throws UnknownHostException {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    int port = Integer.parseInt(text.substring(colon + 1));
    return Endpoint.of(InetAddress.getByName(host).getAddress(), port, 0);
  }

  @Test
  void aCookieIsWorthNothingOnceTheSecretIsForgotten() {
    byte[] initiation = new byte[Messages.INITIATION_SIZE];
    Messages.writeInt(initiation, Messages.TYPE, Messages.INITIATION);
    generator.stamp(initiation, 0);
    byte[] reply = checker.cookieReply(initiation, SOURCE, 0);
    assertThat(generator.consumeCookieReply(reply, 0)).isTrue();
    generator.stamp(initiation, 0);
    assertThat(checker.hasValidMac2(initiation, SOURCE, 0)).isTrue();
    checker.forgetSecret();
    assertThat(checker.hasValidMac2(initiation, SOURCE, 0)).isFalse();
  }
}
