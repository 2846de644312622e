package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.AgreementKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One peer's handshake slot: Noise IKpsk2 from both sides (wireguard-protocol §4). There is one
 * slot for both roles, so a valid initiation replaces our own outstanding one (§4.6). The greatest
 * timestamp accepted outlives {@link #clear()}.
 */
public final class Handshake {
  /** The least time between two initiations consumed from one peer: 1 / INITIATIONS_PER_SECOND. */
  static final long FLOOD_INTERVAL_NANOS = 20_000_000;

  /** Where the slot is in a handshake. */
  public enum State {
    /** Nothing in flight; no secrets held. */
    ZEROED,
    /** We sent an initiation and wait for its response. */
    INITIATION_CREATED,
    /** We accepted the peer's initiation and owe it a response. */
    INITIATION_CONSUMED
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
  private byte[] remoteEphemeral = NONE;
  private int localIndex;
  private int remoteIndex;
  private boolean everConsumed;
  private long lastConsumedNanos;

  /** An empty slot; both identities stay the caller's. */
  public Handshake(LocalIdentity local, RemoteIdentity remote) {
    this.local = local;
    this.remote = remote;
  }

  /**
   * Writes an initiation (§4.1) and waits for its response. Whatever was in flight is forgotten.
   *
   * @param message receives 148 bytes; both MACs are left zero
   * @param senderIndex our index for this handshake and the session it leads to
   * @param ephemeral a new private key; owned and wiped by the slot from here on
   * @param tai64n 12 bytes, greater than any sent before, see {@link TimestampSource}
   * @return false if the peer's public key is of low order: nothing may be sent
   */
  public boolean createInitiation(
      byte[] message, int senderIndex, SecretKey ephemeral, byte[] tai64n) {
    clear();
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
      clear();
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
      clear();
      noise().copyFrom(initiation.noise());
      remoteEphemeral = initiation.ephemeral();
      remoteIndex = initiation.senderIndex();
      put(timestamp, greatestTimestamp, 0);
      lastConsumedNanos = nowNanos;
      everConsumed = true;
      state = State.INITIATION_CONSUMED;
      return Acceptance.ACCEPTED;
    }
  }

  /**
   * Writes the response (§4.3) to the initiation just accepted and derives the session. The slot is
   * empty afterwards.
   *
   * @param message receives 92 bytes; both MACs are left zero
   * @param senderIndex our index for the session
   * @param ephemeral a new private key; wiped before the return
   * @return null if no initiation was accepted or a shared secret is all zero: nothing may be sent
   */
  public @Nullable SessionKeys createResponse(
      byte[] message, int senderIndex, SecretKey ephemeral) {
    try (AgreementKey ours = ready(ephemeral)) {
      if (state != State.INITIATION_CONSUMED) {
        return null;
      }
      Arrays.fill(message, (byte) 0);
      Messages.writeInt(message, Messages.TYPE, Messages.RESPONSE);
      Messages.writeInt(message, Messages.SENDER, senderIndex);
      Messages.writeInt(message, Messages.RESPONSE_RECEIVER, remoteIndex);
      byte[] ephemeralPublic = ours.publicKey().bytes();
      put(ephemeralPublic, message, Messages.RESPONSE_EPHEMERAL);
      NoiseState noise = noise();
      noise.mixEphemeral(ephemeralPublic);
      if (!noise.mixDh(ours, remoteEphemeral) || !noise.mixDh(ours, remote.key().bytes())) {
        clear();
        return null;
      }
      noise.mixPresharedKey(remote.presharedKey());
      noise.seal(new byte[0], message, Messages.RESPONSE_EMPTY);
      localIndex = senderIndex;
      SessionKeys keys = noise.split(localIndex, remoteIndex, false);
      clear();
      return keys;
    }
  }

  /**
   * Consumes the response (§4.4) to our outstanding initiation and derives the session; the slot is
   * then empty. Works on copies: a response that is not authentic leaves the slot as it was.
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
      clear();
      return keys;
    }
  }

  /** Our index in the latest handshake; meaningful while one is outstanding. */
  public int localIndex() {
    return localIndex;
  }

  /** Where the slot is. */
  public State state() {
    return state;
  }

  /** Wipes what is in flight. The greatest timestamp stays, so that old initiations stay stale. */
  public void clear() {
    if (noise != null) {
      noise.close();
    }
    if (ephemeral != null) {
      ephemeral.close();
      ephemeral = null;
    }
    remoteEphemeral = NONE;
    state = State.ZEROED;
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
