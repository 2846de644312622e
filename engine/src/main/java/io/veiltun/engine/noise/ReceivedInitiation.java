package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An initiation whose static key was decrypted: it names its sender but is not yet authentic
 * (wireguard-protocol §4.2, after step 1). It may be consumed once, by the {@link Handshake} of the
 * peer it names; if there is none, close it.
 */
public final class ReceivedInitiation implements AutoCloseable {
  private final byte[] message;
  private final byte[] ephemeral;
  private final PublicKey initiator;
  private final NoiseState noise;

  private ReceivedInitiation(
      byte[] message, byte[] ephemeral, PublicKey initiator, NoiseState noise) {
    this.message = message;
    this.ephemeral = ephemeral;
    this.initiator = initiator;
    this.noise = noise;
  }

  /**
   * Does step 1: one Diffie-Hellman and one AEAD. The MACs are not looked at.
   *
   * @param message copied
   * @return null if the length, the type, the ephemeral or the static field is wrong
   */
  public static @Nullable ReceivedInitiation open(LocalIdentity local, byte[] message) {
    if (message.length != Messages.INITIATION_SIZE
        || Messages.type(message) != Messages.INITIATION) {
      return null;
    }
    int from = Messages.INITIATION_EPHEMERAL;
    byte[] ephemeral = Arrays.copyOfRange(message, from, from + SecretKey.LENGTH);
    byte[] initiator = new byte[SecretKey.LENGTH];
    var noise = new NoiseState();
    noise.start(local.publicKey());
    noise.mixEphemeral(ephemeral);
    if (!noise.mixDhAndKey(local.agreement(), ephemeral)
        || !noise.open(message, Messages.INITIATION_STATIC, initiator)) {
      noise.close();
      return null;
    }
    return new ReceivedInitiation(message.clone(), ephemeral, PublicKey.of(initiator), noise);
  }

  /** The static key the sender claims. */
  public PublicKey initiator() {
    return initiator;
  }

  /** The index the sender chose for this handshake, unsigned. */
  public int senderIndex() {
    return Messages.sender(message);
  }

  byte[] ephemeral() {
    return ephemeral;
  }

  /**
   * Step 3: opens the timestamp with the static-static secret of the peer.
   *
   * @param timestamp receives 12 bytes
   * @return false if the tag is wrong
   */
  boolean openTimestamp(SecretKey staticStatic, byte[] timestamp) {
    noise.mixKey(staticStatic.bytes());
    return noise.open(message, Messages.INITIATION_TIMESTAMP, timestamp);
  }

  NoiseState noise() {
    return noise;
  }

  /** Wipes the handshake's running values. Idempotent. */
  @Override
  public void close() {
    noise.close();
  }
}
