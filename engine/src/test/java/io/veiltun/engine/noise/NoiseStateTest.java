package io.veiltun.engine.noise;

import static io.veiltun.engine.vectors.WireGuardVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.vectors.WireGuardVectors;
import io.veiltun.engine.vectors.WireGuardVectors.Recorded;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class NoiseStateTest {
  static Stream<Recorded> handshakes() {
    return WireGuardVectors.handshakes();
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void initialValuesAreThoseOfTheProtocol(Recorded recorded) {
    JsonNode constants = WireGuardVectors.section("constants");
    assertThat(Labels.INITIAL_CHAINING_KEY).isEqualTo(hex(constants, "initial_chaining_key"));
    assertThat(Labels.INITIAL_HASH).isEqualTo(hex(constants, "initial_hash"));
    assertThat(recorded.json().path("initiation_steps").size()).isEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void everyTokenGivesTheRecordedValues(Recorded recorded) {
    JsonNode first = recorded.json().path("initiation_steps");
    var message = new byte[Messages.INITIATION_SIZE];
    try (var noise = new NoiseState()) {
      noise.start(recorded.publicKey("responder_static_public"));
      matches(noise, first.get(1));
      noise.mixEphemeral(recorded.input("initiator_ephemeral_public"));
      matches(noise, first.get(2));
      assertThat(
              noise.mixDhAndKey(
                  X25519.key(recorded.secret("initiator_ephemeral_private")),
                  recorded.input("responder_static_public")))
          .isTrue();
      matches(noise, first.get(3));
      noise.seal(recorded.input("initiator_static_public"), message, Messages.INITIATION_STATIC);
      matches(noise, first.get(4));
      assertThat(Arrays.copyOfRange(message, 40, 88))
          .isEqualTo(hex(first.get(4), "encrypted_static"));
      noise.mixKey(hex(recorded.json().path("dh"), "ss"));
      matches(noise, first.get(5));
      noise.seal(recorded.input("tai64n"), message, Messages.INITIATION_TIMESTAMP);
      matches(noise, first.get(6));
      respond(recorded, noise);
    }
  }

  private static void respond(Recorded recorded, NoiseState noise) {
    JsonNode second = recorded.json().path("response_steps");
    var message = new byte[Messages.RESPONSE_SIZE];
    var ephemeral = recorded.secret("responder_ephemeral_private");
    noise.mixEphemeral(recorded.input("responder_ephemeral_public"));
    matches(noise, second.get(0));
    assertThat(noise.mixDh(X25519.key(ephemeral), recorded.input("initiator_ephemeral_public")))
        .isTrue();
    matches(noise, second.get(1));
    assertThat(noise.mixDh(X25519.key(ephemeral), recorded.input("initiator_static_public")))
        .isTrue();
    matches(noise, second.get(2));
    noise.mixPresharedKey(recorded.secret("preshared_key"));
    matches(noise, second.get(3));
    noise.seal(new byte[0], message, Messages.RESPONSE_EMPTY);
    matches(noise, second.get(4));
    assertThat(noise.chainingKey()).isEqualTo(recorded.output("final_chaining_key"));
    assertThat(noise.hash()).isEqualTo(recorded.output("final_hash"));
  }

  /** A step records only the values its token changes. */
  private static void matches(NoiseState noise, JsonNode step) {
    String name = step.path("step").asString();
    if (step.has("chaining_key")) {
      assertThat(noise.chainingKey()).as(name).isEqualTo(hex(step, "chaining_key"));
    }
    if (step.has("hash")) {
      assertThat(noise.hash()).as(name).isEqualTo(hex(step, "hash"));
    }
    if (step.has("key")) {
      assertThat(noise.key()).as(name).isEqualTo(hex(step, "key"));
    }
  }
}
