package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.SessionKeys;
import io.veiltun.engine.session.Keypair;
import io.veiltun.engine.session.UsedKeypair;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When a session may still be used for sending, and when sending on it asks for the next (§8,
 * §11.4).
 */
class SendingLimitsTest {
  private static final int MTU = 1420;

  private final World world = new World();
  private final List<Peer> asked = new ArrayList<>();
  private final Sending sending = new Sending(MTU, world, asked::add);

  private Peer peer(boolean initiator, long counter) {
    Random random = new Random(2);
    Peer peer = LonePeer.of(world, bound -> 0);
    Keypairs keypairs = peer.keypairs;
    SessionKeys keys =
        new SessionKeys(
            X25519.newPrivateKey(random), X25519.newPrivateKey(random), 1, 2, initiator);
    Keypair keypair =
        UsedKeypair.of(keys, AeadProviders.select("bouncycastle"), world.nanos(), counter);
    if (initiator) {
      keypairs.derivedAsInitiator(keypair, false);
    } else {
      keypairs.derivedAsResponder(keypair);
      assertThat(sending.usable(peer)).as("not confirmed yet").isNull();
      keypairs.confirm(keypair);
    }
    return peer;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # counter            | age in seconds | may send | initiator asks | responder asks
          0                    | 0              | yes      | no             | no
          0                    | 119.999999999  | yes      | no             | no
          0                    | 120            | yes      | no             | no
          0                    | 120.000000001  | yes      | yes            | no
          0                    | 179.999999999  | yes      | yes            | no
          0                    | 180            | no       |                |
          0                    | 100000         | no       |                |
          1152921504606846974  | 0              | yes      | no             | no
          1152921504606846975  | 0              | yes      | no             | no
          1152921504606846976  | 0              | yes      | yes            | yes
          18446744073709543422 | 0              | yes      | yes            | yes
          18446744073709543423 | 0              | no       |                |
          """)
  void ageAndCountDecide(
      String counter, BigDecimal age, String maySend, String initiatorAsks, String responderAsks) {
    for (boolean initiator : new boolean[] {true, false}) {
      asked.clear();
      Peer peer = peer(initiator, Long.parseUnsignedLong(counter));
      world.sleep(Duration.ofNanos(age.movePointRight(9).longValueExact()));
      sending.refresh();
      Keypair usable = sending.usable(peer);
      if (maySend.equals("no")) {
        assertThat(usable).isNull();
        continue;
      }
      try (Arena arena = Arena.ofConfined()) {
        Sending.seal(Objects.requireNonNull(usable), arena.allocate(200), 16, 100, 112);
      }
      sending.dataSent(peer);
      assertThat(asked)
          .as(initiator ? "initiator" : "responder")
          .hasSize((initiator ? initiatorAsks : responderAsks).equals("yes") ? 1 : 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void theLastCounterIsUsedOnceAndNoneAfterIt(boolean initiator) {
    Peer peer = peer(initiator, Keypair.REJECT_AFTER_MESSAGES - 2);
    sending.refresh();
    int sent = 0;
    try (Arena arena = Arena.ofConfined()) {
      for (Keypair usable = sending.usable(peer); usable != null; usable = sending.usable(peer)) {
        Sending.seal(usable, arena.allocate(200), 16, 100, 112);
        sent++;
      }
    }
    assertThat(sent).isEqualTo(2);
  }
}
