package io.veiltun.engine.session;

import io.veiltun.engine.crypto.AeadProvider;
import io.veiltun.engine.crypto.Opener;
import io.veiltun.engine.crypto.Sealer;
import io.veiltun.engine.noise.SessionKeys;

/**
 * One session: the keys of both directions, the send counter and the replay window
 * (wireguard-protocol §8).
 *
 * <p><b>Threads.</b> Made on the handshake thread and handed to the loops by a safe publication.
 * From then on {@link #sealer()}, {@link #nextCounter()}, {@link #maySend} and {@link
 * #closeSealer()} belong to the send loop; {@link #opener()}, {@link #replay()} and {@link
 * #closeOpener()} to the receive loop; the two loops may be one. Any thread may invalidate.
 *
 * <p><b>Retiring.</b> A loop may be inside a seal or an open at any time, and freeing a native key
 * under it would be fatal. So another thread that retires a keypair invalidates it, removes its
 * index, and then has {@link #closeSealer()} run on the send loop and {@link #closeOpener()} on the
 * receive loop (a command for the next cycle), or calls them itself once that loop has ended.
 */
public final class Keypair {
  /** Counters from here on are never sent nor accepted: 2^64 - 2^13 - 1, unsigned (§2). */
  public static final long REJECT_AFTER_MESSAGES = 0xFFFF_FFFF_FFFF_DFFFL;

  /** The sender starts a handshake once its counter is greater (§2). */
  public static final long REKEY_AFTER_MESSAGES = 1L << 60;

  /** The lifetime of a session in both directions (§2). */
  public static final long REJECT_AFTER_NANOS = 180_000_000_000L;

  /** The age from which the initiator rekeys when it sends (§11.4). */
  public static final long REKEY_AFTER_NANOS = 120_000_000_000L;

  /** The age from which the initiator rekeys when it receives (§11.4). */
  public static final long REKEY_ON_RECEIVE_NANOS = 165_000_000_000L;

  private final Sealer sealer;
  private final Opener opener;
  private final int localIndex;
  private final int remoteIndex;
  private final boolean initiator;
  private final long createdNanos;
  private final ReplayWindow replay = new ReplayWindow();
  private volatile boolean sendInvalid;
  private volatile boolean receiveInvalid;

  /** The counter of the next packet; owned by the send loop. */
  private long sendCounter;

  /**
   * Makes both directions ready.
   *
   * @param keys taken over: the key bytes are wiped before the return
   * @param createdNanos when the handshake completed, monotonic
   */
  public Keypair(SessionKeys keys, AeadProvider aead, long createdNanos) {
    this(keys, aead, createdNanos, 0);
  }

  /** With a counter that is not at its start, for tests of the limits. */
  Keypair(SessionKeys keys, AeadProvider aead, long createdNanos, long sendCounter) {
    try (keys) {
      sealer = aead.sealer(keys.send());
      opener = aead.opener(keys.receive());
    }
    localIndex = keys.localIndex();
    remoteIndex = keys.remoteIndex();
    initiator = keys.initiator();
    this.createdNanos = createdNanos;
    this.sendCounter = sendCounter;
  }

  /** Encrypts what we send. Send loop only. */
  public Sealer sealer() {
    return sealer;
  }

  /** Decrypts what we receive. Receive loop only. */
  public Opener opener() {
    return opener;
  }

  /** The counters received. Receive loop only. */
  public ReplayWindow replay() {
    return replay;
  }

  /** The index in the packets we receive, unsigned. */
  public int localIndex() {
    return localIndex;
  }

  /** The index we put into packets, unsigned. */
  public int remoteIndex() {
    return remoteIndex;
  }

  /** Whether we sent the initiation. */
  public boolean initiator() {
    return initiator;
  }

  /** When the handshake completed, monotonic. */
  public long createdNanos() {
    return createdNanos;
  }

  /**
   * The counter of the packet about to be sealed. Send loop only.
   *
   * @return unsigned and never the same twice, until it is {@link #REJECT_AFTER_MESSAGES}: then the
   *     keypair is used up, the value must not be used, and sending is invalid
   */
  public long nextCounter() {
    long counter = sendCounter;
    if (counter == REJECT_AFTER_MESSAGES) {
      sendInvalid = true;
      return counter;
    }
    sendCounter = counter + 1;
    return counter;
  }

  /** Whether packets may be sealed at {@code nowNanos} (§8). Send loop only. */
  public boolean maySend(long nowNanos) {
    return !sendInvalid
        && nowNanos - createdNanos < REJECT_AFTER_NANOS
        && sendCounter != REJECT_AFTER_MESSAGES;
  }

  /** Whether packets may be opened at {@code nowNanos} (§7.1 step 2). Any thread. */
  public boolean mayReceive(long nowNanos) {
    return !receiveInvalid && nowNanos - createdNanos < REJECT_AFTER_NANOS;
  }

  /** Whether a packet just sent calls for a new handshake (§11.4). Send loop only. */
  public boolean needsRekeyAfterSend(long nowNanos) {
    return Long.compareUnsigned(sendCounter, REKEY_AFTER_MESSAGES) > 0
        || (initiator && nowNanos - createdNanos > REKEY_AFTER_NANOS);
  }

  /** Whether a packet just received calls for a new handshake (§11.4). Any thread. */
  public boolean needsRekeyAfterReceive(long nowNanos) {
    return initiator && nowNanos - createdNanos > REKEY_ON_RECEIVE_NANOS;
  }

  /** Ends sending for good, for instance when our own key changed (§15). Any thread. */
  public void invalidateSend() {
    sendInvalid = true;
  }

  /** Ends sending and receiving for good. Any thread. */
  public void invalidate() {
    sendInvalid = true;
    receiveInvalid = true;
  }

  /** Wipes the sending key. On the send loop, or after it ended. Idempotent. */
  public void closeSealer() {
    sendInvalid = true;
    sealer.close();
  }

  /** Wipes the receiving key. On the receive loop, or after it ended. Idempotent. */
  public void closeOpener() {
    receiveInvalid = true;
    opener.close();
  }
}
