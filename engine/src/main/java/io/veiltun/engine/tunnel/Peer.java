package io.veiltun.engine.tunnel;

import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacGenerator;
import io.veiltun.engine.noise.RemoteIdentity;
import io.veiltun.engine.noise.TimestampSource;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.shape.Shaper;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/**
 * Everything a tunnel knows about one peer. The parts belong to different loops: {@code handshake},
 * {@code macs} and the fields set here without {@code volatile} to the handshake thread; {@code
 * staged}, {@code sent}, {@code unsent}, {@code port} and {@code shaper} to the send loop; {@code
 * received} to the receive loop.
 */
final class Peer {
  final int number;
  final PeerConfig config;
  final RemoteIdentity remote;
  final Handshake handshake;
  final MacGenerator macs;
  final TimestampSource timestamps = new TimestampSource();
  final PeerTimers timers;
  final Keypairs keypairs;
  final StagedPackets staged;
  final Traffic sent = new Traffic();
  final Traffic received = new Traffic();

  /**
   * Handshake and cookie messages, both ways: counted by the handshake thread, hence apart from the
   * data.
   */
  final Traffic controlSent = new Traffic();

  final Traffic controlReceived = new Traffic();
  final HandshakeCounters handshakes = new HandshakeCounters();
  final Sinks.Empty<Void> established = Sinks.empty();

  /**
   * Where the peer was last heard, or configured to be. Written by the receive loop and the
   * handshake thread.
   */
  volatile @Nullable Endpoint endpoint;

  /** The peer was removed: packets in flight are dropped. */
  volatile boolean removed;

  /**
   * Wall time of the last completed handshake in milliseconds since the epoch; 0 before the first.
   */
  volatile long lastHandshakeMillis;

  /** How long the last handshake took from initiation to response, in nanoseconds; 0 if unknown. */
  volatile long handshakeRttNanos;

  /** Who decides what an observer sees of this peer. Written by the send loop. */
  volatile Shaper shaper = Shaper.NONE;

  /** The shaper's way back into the tunnel; null until there was a shaper. Send loop. */
  @Nullable PeerShaperPort port;

  /** Datagrams with data in the batch that is with the transport; 0 while unshaped. Send loop. */
  int unsent;

  /** It waits for room among the tunnel's own datagrams. Send loop. */
  boolean wantsRoom;

  /** When the send loop last asked for a handshake; only valid if {@code anyHandshakeAsked}. */
  long handshakeAskedAt;

  boolean anyHandshakeAsked;

  /** When the last initiation or response was sent; only valid if {@code anyHandshakeSent}. */
  long lastHandshakeSent;

  boolean anyHandshakeSent;
  long initiationSentAt;

  Peer(
      int number,
      PeerConfig config,
      LocalIdentity local,
      Keypairs keypairs,
      PeerTimers timers,
      StagedPackets staged) {
    this.number = number;
    this.config = config;
    this.remote = new RemoteIdentity(config.publicKey(), config.presharedKey(), local);
    this.handshake = new Handshake(local, remote);
    this.macs = new MacGenerator(remote);
    this.keypairs = keypairs;
    this.timers = timers;
    this.staged = staged;
    this.endpoint = config.endpoint();
  }

  /** Wipes what is secret about a removed peer, but for its sessions. Handshake thread. */
  void wipe() {
    remote.close();
    macs.close();
  }

  /** Whether anyone but WireGuard's own rules decides about the peer's traffic. */
  @SuppressWarnings("ReferenceEquality") // there is one NONE
  boolean isShaped() {
    return shaper != Shaper.NONE;
  }

  @Override
  public String toString() {
    return config.name();
  }
}
