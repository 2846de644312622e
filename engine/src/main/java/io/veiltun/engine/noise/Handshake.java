package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.AgreementKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One peer's handshakes: Noise IKpsk2 from both sides (wireguard-protocol §4). The two roles keep
 * apart, so that an initiation that crosses ours on the way does not end it (§4.6): whichever
 * answer arrives makes a session. The greatest timestamp accepted outlives {@link #clear()}.
 */
public final class Handshake {
  /** The least time between two initiations consumed from one peer: 1 / INITIATIONS_PER_SECOND. */
  static final long FLOOD_INTERVAL_NANOS = 20_000_000;

  /** Where the handshake is that we initiate. */
  public enum State {
    /** None in flight; no secrets held. */
    ZEROED,
    /** We sent an initiation and wait for its response. */
    INITIATION_CREATED
  }

  /** What became of a received initiation. */
  public enum Acceptance {
    /** Authentic and new: create the response. */
    ACCEPTED,
    /** Not from this peer. */
    BAD_TAG,
    /** Authentic, but a replay, out of order, or too soon after the last. */
    STALE
  }

  private static final byte[] NONE = {};

  private final LocalIdentity local;
  private final RemoteIdentity remote;

  /** Made for the first handshake: most peers of a large tunnel are silent. */
  private @Nullable NoiseState noise;

  private final byte[] greatestTimestamp = new byte[Tai64n.SIZE];
  private State state = State.ZEROED;
  private @Nullable AgreementKey ephemeral;
  private int localIndex;

  /** The initiation we accepted and owe a response; null if there is none. */
  private @Nullable NoiseState answer;

  private byte[] remoteEphemeral = NONE;
  private int remoteIndex;
  private boolean everConsumed;
  private long lastConsumedNanos;

  /** An empty slot; both identities stay the caller's. */
  public Handshake(LocalIdentity local, RemoteIdentity remote) {
    this.local = local;
    this.remote = remote;
  }

  /**
   * Writes an initiation (§4.1) and waits for its response. Our last one is forgotten.
   *
   * @param message receives 148 bytes; both MACs are left zero
   * @param senderIndex our index for this handshake and the session it leads to
   * @param ephemeral a new private key; owned and wiped by the slot from here on
   * @param tai64n 12 bytes, greater than any sent before, see {@link TimestampSource}
   * @return false if the peer's public key is of low order: nothing may be sent
   */
  public boolean createInitiation(
      byte[] message, int senderIndex, SecretKey ephemeral, byte[] tai64n) {
    forgetInitiation();
    if (!remote.usable()) {
      ephemeral.close();
      return false;
    }
    Arrays.fill(message, (byte) 0);
    Messages.writeInt(message, Messages.TYPE, Messages.INITIATION);
    Messages.writeInt(message, Messages.SENDER, senderIndex);
    AgreementKey ours = ready(ephemeral);
    this.ephemeral = ours;
    byte[] ephemeralPublic = ours.publicKey().bytes();
    put(ephemeralPublic, message, Messages.INITIATION_EPHEMERAL);
    NoiseState noise = noise();
    noise.start(remote.key());
    noise.mixEphemeral(ephemeralPublic);
    if (!noise.mixDhAndKey(ours, remote.key().bytes())) {
      forgetInitiation();
      return false;
    }
    noise.seal(local.publicKey().bytes(), message, Messages.INITIATION_STATIC);
    noise.mixKey(remote.staticStatic().bytes());
    noise.seal(tai64n, message, Messages.INITIATION_TIMESTAMP);
    localIndex = senderIndex;
    state = State.INITIATION_CREATED;
    return true;
  }

  /**
   * Steps 3 to 5 of §4.2. Nothing of the slot changes unless the result is {@link
   * Acceptance#ACCEPTED}. The initiation is used up either way.
   *
   * @param nowNanos monotonic time
   */
  public Acceptance consumeInitiation(ReceivedInitiation initiation, long nowNanos) {
    byte[] timestamp = new byte[Tai64n.SIZE];
    try (initiation) {
      if (!remote.usable() || !initiation.openTimestamp(remote.staticStatic(), timestamp)) {
        return Acceptance.BAD_TAG;
      }
      boolean flood = everConsumed && nowNanos - lastConsumedNanos < FLOOD_INTERVAL_NANOS;
      if (flood || Arrays.compareUnsigned(timestamp, greatestTimestamp) <= 0) {
        return Acceptance.STALE;
      }
      forgetAnswer();
      NoiseState accepted = new NoiseState();
      accepted.copyFrom(initiation.noise());
      answer = accepted;
      remoteEphemeral = initiation.ephemeral();
      remoteIndex = initiation.senderIndex();
      put(timestamp, greatestTimestamp, 0);
      lastConsumedNanos = nowNanos;
      everConsumed = true;
      return Acceptance.ACCEPTED;
    }
  }

  /**
   * Writes the response (§4.3) to the initiation just accepted and derives the session. Our own
   * initiation stays outstanding.
   *
   * @param message receives 92 bytes; both MACs are left zero
   * @param senderIndex our index for the session
   * @param ephemeral a new private key; wiped before the return
   * @return null if no initiation was accepted or a shared secret is all zero: nothing may be sent
   */
  public @Nullable SessionKeys createResponse(
      byte[] message, int senderIndex, SecretKey ephemeral) {
    try (AgreementKey ours = ready(ephemeral)) {
      NoiseState noise = answer;
      if (noise == null) {
        return null;
      }
      Arrays.fill(message, (byte) 0);
      Messages.writeInt(message, Messages.TYPE, Messages.RESPONSE);
      Messages.writeInt(message, Messages.SENDER, senderIndex);
      Messages.writeInt(message, Messages.RESPONSE_RECEIVER, remoteIndex);
      byte[] ephemeralPublic = ours.publicKey().bytes();
      put(ephemeralPublic, message, Messages.RESPONSE_EPHEMERAL);
      noise.mixEphemeral(ephemeralPublic);
      if (!noise.mixDh(ours, remoteEphemeral) || !noise.mixDh(ours, remote.key().bytes())) {
        forgetAnswer();
        return null;
      }
      noise.mixPresharedKey(remote.presharedKey());
      noise.seal(new byte[0], message, Messages.RESPONSE_EMPTY);
      SessionKeys keys = noise.split(senderIndex, remoteIndex, false);
      forgetAnswer();
      return keys;
    }
  }

  /**
   * Consumes the response (§4.4) to our outstanding initiation and derives the session; it is then
   * over. Works on copies: a response that is not authentic leaves it as it was.
   *
   * @return null if the length, type or index is wrong, nothing is outstanding, or it is not
   *     authentic
   */
  public @Nullable SessionKeys consumeResponse(byte[] message) {
    AgreementKey ours = ephemeral;
    if (state != State.INITIATION_CREATED
        || ours == null
        || message.length != Messages.RESPONSE_SIZE
        || Messages.type(message) != Messages.RESPONSE
        || Messages.receiver(message) != localIndex) {
      return null;
    }
    int from = Messages.RESPONSE_EPHEMERAL;
    byte[] theirs = Arrays.copyOfRange(message, from, from + SecretKey.LENGTH);
    try (var copy = new NoiseState()) {
      copy.copyFrom(noise());
      copy.mixEphemeral(theirs);
      if (!copy.mixDh(ours, theirs) || !copy.mixDh(local.agreement(), theirs)) {
        return null;
      }
      copy.mixPresharedKey(remote.presharedKey());
      if (!copy.open(message, Messages.RESPONSE_EMPTY, new byte[0])) {
        return null;
      }
      SessionKeys keys = copy.split(localIndex, Messages.sender(message), true);
      forgetInitiation();
      return keys;
    }
  }

  /** Our index in the handshake we initiated last; meaningful while it is outstanding. */
  public int localIndex() {
    return localIndex;
  }

  /** Where the handshake is that we initiate. */
  public State state() {
    return state;
  }

  /** Wipes what is in flight. The greatest timestamp stays, so that old initiations stay stale. */
  public void clear() {
    forgetInitiation();
    forgetAnswer();
  }

  /** Wipes our own initiation: no response to it is accepted any more. */
  public void forgetInitiation() {
    if (noise != null) {
      noise.close();
    }
    if (ephemeral != null) {
      ephemeral.close();
      ephemeral = null;
    }
    state = State.ZEROED;
  }

  private void forgetAnswer() {
    if (answer != null) {
      answer.close();
      answer = null;
    }
    remoteEphemeral = NONE;
  }

  /** The running values: all zero while nothing is in flight. */
  NoiseState noise() {
    NoiseState values = noise;
    if (values == null) {
      values = new NoiseState();
      noise = values;
    }
    return values;
  }

  private static AgreementKey ready(SecretKey ephemeral) {
    try (ephemeral) {
      return X25519.key(ephemeral);
    }
  }

  private static void put(byte[] field, byte[] message, int offset) {
    System.arraycopy(field, 0, message, offset, field.length);
  }
}
