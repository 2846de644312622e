package io.veiltun.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.crypto.AeadProvider;
import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.noise.SessionKeys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeypairTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long BORN = 50 * SECOND;

  private final AeadProvider aead = AeadProviders.select(null);

  private static SecretKey key(int seed) {
    return X25519.newPrivateKey(new SplittableRandom(seed));
  }

  private Keypair keypair(boolean initiator, long counter) {
    SecretKey send = key(initiator ? 1 : 2);
    SecretKey receive = key(initiator ? 2 : 1);
    return new Keypair(new SessionKeys(send, receive, 3, 4, initiator), aead, BORN, counter);
  }

  @Test
  void whatOneSideSealsTheOtherOpens() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64);
      Keypair initiator = keypair(true, 0);
      Keypair responder = keypair(false, 0);
      initiator.sealer().seal(memory, 0, 48, initiator.nextCounter());
      assertThat(responder.opener().open(memory, 0, 48, 0)).isTrue();
      responder.sealer().seal(memory, 0, 48, responder.nextCounter());
      assertThat(initiator.opener().open(memory, 0, 48, 0)).isTrue();
    }
  }

  @Test
  void keysOfTheHandshakeAreWiped() {
    var keys = new SessionKeys(key(1), key(2), 3, 4, true);
    var keypair = new Keypair(keys, aead, BORN);
    assertThat(keys.send().isZero()).isTrue();
    assertThat(keys.receive().isZero()).isTrue();
    assertThat(keypair.localIndex()).isEqualTo(3);
    assertThat(keypair.remoteIndex()).isEqualTo(4);
  }

  @Test
  void countersNeverRepeatAndStopAtTheLimit() {
    Keypair keypair = keypair(true, Keypair.REJECT_AFTER_MESSAGES - 2);
    assertThat(keypair.nextCounter()).isEqualTo(Keypair.REJECT_AFTER_MESSAGES - 2);
    assertThat(keypair.maySend(BORN)).isTrue();
    assertThat(keypair.nextCounter()).isEqualTo(Keypair.REJECT_AFTER_MESSAGES - 1);
    assertThat(keypair.maySend(BORN)).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(keypair.nextCounter()).isEqualTo(Keypair.REJECT_AFTER_MESSAGES);
    }
    assertThat(keypair.mayReceive(BORN)).isTrue();
  }

  @Test
  void sessionEndsAfter180Seconds() {
    Keypair keypair = keypair(true, 0);
    assertThat(keypair.maySend(BORN + 180 * SECOND - 1)).isTrue();
    assertThat(keypair.mayReceive(BORN + 180 * SECOND - 1)).isTrue();
    assertThat(keypair.maySend(BORN + 180 * SECOND)).isFalse();
    assertThat(keypair.mayReceive(BORN + 180 * SECOND)).isFalse();
  }

  @Test
  void onlyTheInitiatorRekeysByAge() {
    Keypair initiator = keypair(true, 0);
    Keypair responder = keypair(false, 0);
    assertThat(initiator.needsRekeyAfterSend(BORN + 120 * SECOND)).isFalse();
    assertThat(initiator.needsRekeyAfterSend(BORN + 120 * SECOND + 1)).isTrue();
    assertThat(initiator.needsRekeyAfterReceive(BORN + 165 * SECOND)).isFalse();
    assertThat(initiator.needsRekeyAfterReceive(BORN + 165 * SECOND + 1)).isTrue();
    assertThat(responder.needsRekeyAfterSend(BORN + 179 * SECOND)).isFalse();
    assertThat(responder.needsRekeyAfterReceive(BORN + 179 * SECOND)).isFalse();
  }

  @Test
  void bothSidesRekeyByCount() {
    Keypair responder = keypair(false, Keypair.REKEY_AFTER_MESSAGES);
    assertThat(responder.needsRekeyAfterSend(BORN)).isFalse();
    assertThat(responder.nextCounter()).isEqualTo(Keypair.REKEY_AFTER_MESSAGES);
    assertThat(responder.needsRekeyAfterSend(BORN)).isTrue();
  }

  @Test
  void invalidatedSendingStillReceives() {
    Keypair keypair = keypair(true, 0);
    keypair.invalidateSend();
    assertThat(keypair.maySend(BORN)).isFalse();
    assertThat(keypair.mayReceive(BORN)).isTrue();
    keypair.invalidate();
    assertThat(keypair.mayReceive(BORN)).isFalse();
  }

  @Test
  void closedDirectionRefusesAndTheOtherGoesOn() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64);
      Keypair keypair = keypair(true, 0);
      keypair.closeOpener();
      assertThat(keypair.mayReceive(BORN)).isFalse();
      assertThatThrownBy(() -> keypair.opener().open(memory, 0, 16, 0))
          .isInstanceOf(IllegalStateException.class);
      keypair.sealer().seal(memory, 0, 16, keypair.nextCounter());
      keypair.closeSealer();
      assertThat(keypair.maySend(BORN)).isFalse();
      assertThatThrownBy(() -> keypair.sealer().seal(memory, 0, 16, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
