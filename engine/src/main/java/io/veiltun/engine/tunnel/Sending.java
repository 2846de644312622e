package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.Sealer;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.session.Keypair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What every datagram of a peer needs, whether its packet came from the device or from the tunnel
 * itself: a session, the seal, and timers that learn of it. Belongs to the send loop.
 */
final class Sending {
  /** Asks the handshake thread for an initiation. */
  interface HandshakeRequests {
    void handshakeWanted(Peer peer);
  }

  /**
   * How often the send loop repeats itself while the handshake thread is bound by REKEY_TIMEOUT.
   */
  private static final long ASK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private static final MemorySegment ZEROS = Arena.global().allocate(65536, 64);

  private final NanoClock clock;
  private final HandshakeRequests handshakes;
  private volatile int mtu;
  private long now;

  Sending(int mtu, NanoClock clock, HandshakeRequests handshakes) {
    this.mtu = mtu;
    this.clock = clock;
    this.handshakes = handshakes;
  }

  int mtu() {
    return mtu;
  }

  void mtu(int bytes) {
    mtu = bytes;
  }

  /** The time of the batch or task the loop is in. */
  long now() {
    return now;
  }

  /** Reads the clock: a batch or a task begins. */
  long refresh() {
    now = clock.nanos();
    return now;
  }

  /** The keypair that may seal for {@code peer} now, or null. */
  @Nullable Keypair usable(Peer peer) {
    Keypair keypair = peer.keypairs.current();
    if (keypair == null || !keypair.maySend(now)) {
      return null;
    }
    return keypair;
  }

  /**
   * Zero-pads to {@code plaintext} bytes, encrypts in place and prepends the header; the datagram's
   * length.
   */
  static int seal(Keypair keypair, MemorySegment memory, int offset, int length, int plaintext) {
    if (plaintext > length) {
      MemorySegment.copy(ZEROS, 0, memory, offset + (long) length, plaintext - length);
    }
    long counter = keypair.nextCounter();
    Messages.writeTransportHeader(memory, offset - Messages.HEADER, keypair.remoteIndex(), counter);
    keypair.sealer().seal(memory, offset, plaintext, counter);
    return Messages.HEADER + plaintext + Sealer.TAG;
  }

  void askForHandshake(Peer peer) {
    if (!peer.anyHandshakeAsked || now - peer.handshakeAskedAt >= ASK_INTERVAL) {
      askForHandshakeNow(peer);
    }
  }

  /** Asks however recently it did, for something that changed since may make a difference. */
  void askForHandshakeNow(Peer peer) {
    peer.anyHandshakeAsked = true;
    peer.handshakeAskedAt = now;
    handshakes.handshakeWanted(peer);
  }

  /** Reports data to the timers and keeps the keys fresh (§11.4), once per batch and peer. */
  void dataSent(Peer peer) {
    peer.timers.anyAuthenticatedPacketSent(now);
    peer.timers.dataSent(now);
    keepKeyFresh(peer);
  }

  /** Reports a keepalive to the timers and keeps the keys fresh. */
  void keepaliveSent(Peer peer) {
    peer.timers.anyAuthenticatedPacketSent(now);
    keepKeyFresh(peer);
  }

  private void keepKeyFresh(Peer peer) {
    Keypair keypair = peer.keypairs.current();
    if (keypair != null && keypair.needsRekeyAfterSend(now)) {
      askForHandshake(peer);
    }
  }
}
