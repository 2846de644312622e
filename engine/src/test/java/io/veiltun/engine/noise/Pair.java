package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.vectors.WireGuardVectors.Recorded;
import java.time.Instant;
import java.util.Objects;

/** Both ends of a recorded handshake. */
final class Pair {
  static final long START = 1_000_000_000L;

  final Recorded recorded;
  final LocalIdentity initiator;
  final LocalIdentity responder;
  final RemoteIdentity responderAtInitiator;
  final RemoteIdentity initiatorAtResponder;
  final Handshake initiating;
  final Handshake responding;
  final TimestampSource timestamps = new TimestampSource();

  Pair(Recorded recorded) {
    this.recorded = recorded;
    initiator = new LocalIdentity(recorded.secret("initiator_static_private"));
    responder = new LocalIdentity(recorded.secret("responder_static_private"));
    SecretKey psk = recorded.secret("preshared_key");
    responderAtInitiator = new RemoteIdentity(responder.publicKey(), psk, initiator);
    initiatorAtResponder = new RemoteIdentity(initiator.publicKey(), psk, responder);
    initiating = new Handshake(initiator, responderAtInitiator);
    responding = new Handshake(responder, initiatorAtResponder);
  }

  byte[] initiation() {
    return initiation(initiating, recorded.input("tai64n"));
  }

  byte[] initiationAt(Instant wall) {
    return initiation(initiating, timestamps.next(wall));
  }

  private byte[] initiation(Handshake from, byte[] tai64n) {
    byte[] message = new byte[Messages.INITIATION_SIZE];
    int index = recorded.index("initiator_sender_index");
    SecretKey ephemeral = recorded.secret("initiator_ephemeral_private");
    if (!from.createInitiation(message, index, ephemeral, tai64n)) {
      throw new AssertionError("no initiation");
    }
    return message;
  }

  ReceivedInitiation received(byte[] initiation) {
    return Objects.requireNonNull(ReceivedInitiation.open(responder, initiation));
  }

  SessionKeys respond(byte[] message) {
    int index = recorded.index("responder_sender_index");
    SecretKey ephemeral = recorded.secret("responder_ephemeral_private");
    return Objects.requireNonNull(responding.createResponse(message, index, ephemeral));
  }
}
